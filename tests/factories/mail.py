import factory

from cluster_portal.mail.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    """A mail that waits for the first attempt; `MessageFactory.create_batch(3)` makes three, longest due first."""

    name = "sample"
    to = factory.Sequence(lambda n: f"recipient{n}@example.org")
    language = "en"
    subject = factory.Sequence(lambda n: f"Subject {n}")
    text = "Words"
    html = "<p>Words</p>"

    class Meta:
        model = Message

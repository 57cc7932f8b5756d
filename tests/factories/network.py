import factory

from cluster_portal.network.models import Network, NetworkFigure


class NetworkFactory(factory.django.DjangoModelFactory):
    """The one network. A second call changes nothing and returns it."""

    id = 1
    name = "ORBIT"
    full_name = "ORBIT network of universities"

    class Meta:
        model = Network
        django_get_or_create = ("id",)


class NetworkFigureFactory(factory.django.DjangoModelFactory):
    network = factory.SubFactory(NetworkFactory)
    kind = NetworkFigure.Kind.STUDENTS
    value = 14000

    class Meta:
        model = NetworkFigure

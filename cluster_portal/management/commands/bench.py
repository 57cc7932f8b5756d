import socket
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from cluster_portal.bench import table
from cluster_portal.bench.portal import Portal
from cluster_portal.catalogues import build_catalogues
from cluster_portal.ports import HOST
from cluster_portal.preparation import collect_static, require_database


class Command(BaseCommand):
    help = "Measure time, queries, weight and memory of the pages against their budgets, in a database of its own."
    requires_system_checks = ()

    def handle(self, **options):
        if settings.DEBUG:
            raise CommandError("With debug on every page is slower than it is for visitors: type make bench.")
        require_database()
        build_catalogues()
        collect_static()
        address = self._make_database()
        try:
            call_command("load_network", verbosity=0)
            portal, addresses = Portal(), table.page_addresses()
            lines = table.time_lines(portal, addresses) + table.weight_lines(portal, addresses)
            lines += table.memory_lines(addresses, self._free_port(), address)
        finally:
            connection.creation.destroy_test_db(self.own_name, verbosity=0)
        for line in lines:
            self.stdout.write(str(line))
        if broken := [line for line in lines if not line.is_kept]:
            raise CommandError(f"{len(broken)} of the budgets are exceeded.")

    def _make_database(self):
        """Make an empty database beside the configured one, connect to it and return its address."""
        self.own_name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "bench.sqlite3")
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if connection.vendor == "sqlite":
            return f"sqlite:///{name}"
        return urlsplit(settings.DATABASE_URL)._replace(path=f"/{quote(name)}").geturl()

    @staticmethod
    def _free_port():
        with socket.socket() as listener:
            listener.bind((HOST, 0))
            return listener.getsockname()[1]

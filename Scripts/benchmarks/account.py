"""The program's configuration for one account on the benchmarks' server."""

from dovecot import PASSWORD


def configure(folder, server, protocol, user, port, more=""):
    """Writes config.toml and the password into a new `folder`."""
    folder.mkdir(parents=True)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    (folder / "config.toml").write_text(f"""
[[account]]
name = "bench"
protocol = "{protocol}"
host = "localhost"
port = {port}
username = "{user}"
password_file = "{folder}/password"
ca_file = "{server.folder}/ca.pem"
{more}
""")

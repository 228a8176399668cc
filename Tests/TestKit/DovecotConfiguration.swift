import Glibc

/// Who Dovecot runs as, and who its mail belongs to.
struct DovecotAccount: Sendable {
    /// Root hands the mail to nobody: Dovecot opens none as root.
    let isRoot = getuid() == 0
    let userID: UInt32
    let groupID: UInt32

    init() {
        let nobody = getpwnam("nobody")?.pointee
        userID = isRoot ? nobody?.pw_uid ?? 65_534 : getuid()
        groupID = isRoot ? nobody?.pw_gid ?? 65_534 : getgid()
    }

    /// The names that are set for Dovecot's own processes where it cannot change users.
    var name: (user: String, group: String)? {
        guard !isRoot, let user = getpwuid(getuid()), let group = getgrgid(getgid()) else { return nil }
        return (String(cString: user.pointee.pw_name), String(cString: group.pointee.gr_name))
    }
}

/// dovecot.conf of version 2.3.
struct DovecotConfiguration {
    let folder: String
    let identity: TestAuthority.Identity
    let account: DovecotAccount
    let ports: ServerPorts
    let options: Dovecot.Options

    var text: String {
        [base, mail, limits, imapPlugins, logins, unprivileged, capability, options.extraConfiguration]
            .joined(separator: "\n")
    }

    private var base: String {
        """
        base_dir = \(folder)/run
        state_dir = \(folder)/state
        log_path = \(folder)/dovecot.log
        protocols = imap pop3
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <\(identity.certificate)
        ssl_key = <\(identity.key)
        ssl_min_protocol = TLSv1.2
        auth_mechanisms = plain login
        disable_plaintext_auth = no
        auth_failure_delay = 0
        passdb {
          driver = static
          args = password=\(Dovecot.password)
        }
        userdb {
          driver = static
          args = uid=\(account.userID) gid=\(account.groupID) home=\(folder)/mail/%u
        }
        verbose_proctitle = yes
        first_valid_uid = 1
        first_valid_gid = 0
        """
    }

    private var mail: String {
        let roles = ["Drafts", "Sent", "Trash", "Junk", "Archive"].map {
            "  mailbox \($0) {\n    auto = create\n    special_use = \\\($0)\n  }\n"
        }
        // Nothing of a test's mail must survive a power cut.
        return """
            mail_location = maildir:~/Maildir
            mail_fsync = never
            mail_max_userip_connections = 200
            mailbox_idle_check_interval = 1 s
            namespace inbox {
              inbox = yes
              separator = /
            \(roles.joined())}
            """
    }

    /// COMPRESS=DEFLATE, QUOTA and ACL.
    private var imapPlugins: String {
        let plugins = (options.compresses ? ["imap_zlib"] : []) + (options.isLimited ? ["imap_quota", "imap_acl"] : [])
        return plugins.isEmpty
            ? "" : "protocol imap {\n  mail_plugins = $mail_plugins \(plugins.joined(separator: " "))\n}"
    }

    private var limits: String {
        options.isLimited
            ? """
            mail_plugins = quota acl
            plugin {
              quota = count:User quota
              quota_vsizes = yes
              quota_rule = *:storage=1M:messages=10
              acl = vfile:\(folder)/acl
            }
            """ : ""
    }

    /// Rights that are not the usual ones, a line a mailbox.
    static let rights = "Sent owner lr\nJunk owner lrsi\n"

    private var logins: String {
        """
        service imap-login {
          service_count = 0
          inet_listener imap {
            port = \(ports.imap)
          }
          inet_listener imaps {
            port = \(ports.imaps)
            ssl = yes
          }
        }
        service pop3-login {
          service_count = 0
          inet_listener pop3 {
            port = \(ports.pop3)
          }
          inet_listener pop3s {
            port = \(ports.pop3s)
            ssl = yes
          }
        }
        """
    }

    /// Who is not root changes neither user nor root folder.
    private var unprivileged: String {
        guard let (user, group) = account.name else { return "" }
        let services = ["anvil", "imap-login", "pop3-login"].map { "service \($0) {\n  chroot =\n}\n" }
        return """
            default_login_user = \(user)
            default_internal_user = \(user)
            default_internal_group = \(group)
            \(services.joined())service auth {
              user = \(user)
            }
            service auth-worker {
              user = \(user)
            }
            """
    }

    private var capability: String {
        options.imapCapability.map { "imap_capability = \($0)" } ?? ""
    }
}

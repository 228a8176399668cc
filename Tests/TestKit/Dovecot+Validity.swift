import Glibc

extension Dovecot {
    /// Gives all messages of a mailbox new UIDs from 1 on, in the order of their delivery, under this UIDVALIDITY.
    ///
    /// Sessions that have the mailbox open keep what they know; the next one sees the new mailbox.
    package func renumber(_ mailbox: String = "INBOX", of user: String, validity: UInt32) {
        guard let file = messageFiles(of: user, mailbox: mailbox).first,
            let maildir = file.split(separator: "/cur/").first?.split(separator: "/new/").first
        else { return }
        // No more than that: without dovecot-keywords the letters of keywords in the files' names would mean nothing, and
        // without dovecot-uidvalidity, which INBOX's folder has for all mailboxes, the next that is made would get a
        // UIDVALIDITY that another one has.
        for name in TestFiles.names(in: String(maildir)) where name.hasPrefix("dovecot.index") {
            unlink("\(maildir)/\(name)")
        }
        let path = "\(maildir)/dovecot-uidlist"
        // Version 3: validity, next UID; no message has a UID yet.
        let isWritten = TestFiles.write(Array("3 V\(validity) N1\n".utf8), to: path)
        precondition(isWritten, "\(path) cannot be written")
        chmod(path, 0o666)
    }
}

import Glibc
import Synchronization

/// Users' mail as a delivery agent sees it: a Maildir (maildir(5)) for each mailbox, Maildir++ for those below INBOX.
final class Maildirs: Sendable {
    private let folder: TemporaryFolder
    private let parent: String
    private let owner: UInt32?
    private let delivered = Atomic<Int>(0)

    /// - Parameters:
    ///   - folder: Where the users' homes are.
    ///   - parent: The folder within it that holds them.
    ///   - owner: Who the folders of mailboxes belong to; who makes them, if nobody is named.
    init(in folder: TemporaryFolder, _ parent: String, owner: UInt32? = nil) {
        self.folder = folder
        self.parent = parent
        self.owner = owner
        folder.makeFolder(parent, mode: 0o777)
    }

    // Maildir++: a mailbox is a folder below the INBOX's, a dot before each level's name.
    func path(of user: String, _ mailbox: String) -> String {
        let inbox = "\(folder.path)/\(parent)/\(user)/Maildir"
        if mailbox.uppercased() == "INBOX" { return inbox }
        return inbox + "/." + mailbox.split(separator: "/").joined(separator: ".")
    }

    /// Makes a mailbox, if it is not there.
    ///
    /// - Returns: Its path.
    @discardableResult
    func make(of user: String, _ mailbox: String) -> String {
        let maildir = path(of: user, mailbox)
        let home = "\(parent)/\(user)"
        let below = String(maildir.dropFirst(folder.path.utf8.count + 1))
        for name in [home, home + "/Maildir", below, below + "/tmp", below + "/new", below + "/cur"] {
            folder.makeFolder(name, mode: 0o777)
            if let owner { chown(folder.path + "/" + name, owner, owner) }
        }
        return maildir
    }

    /// The files of a mailbox's messages, as they were at one moment.
    static func messageFiles(in maildir: String) -> [String] {
        var seen: [String]?
        while true {
            let files = ["new", "cur"].flatMap { part in
                TestFiles.names(in: "\(maildir)/\(part)").filter { !$0.hasPrefix(".") }.sorted()
                    .map { "\(maildir)/\(part)/\($0)" }
            }
            // A server moves a file from new to cur while it is being looked at: it would be missed, or seen twice.
            if files == seen { return files }
            seen = files
        }
    }

    /// A mailbox's messages, as they were at one moment.
    static func messages(in maildir: String) -> [HeldMessage] {
        while true {
            let files = messageFiles(in: maildir)
            let messages = files.compactMap { path in
                TestFiles.octets(of: path).map { HeldMessage(octets: $0, letters: letters(of: path)) }
            }
            // One that is not where it was has been moved or removed since.
            if messages.count == files.count { return messages }
        }
    }

    /// Puts a message into a mailbox.
    ///
    /// - Parameters:
    ///   - octets: The file's.
    ///   - maildir: The mailbox's path.
    ///   - date: When it came, in seconds since 1970.
    ///   - flags: Maildir's letters in their order, `DFRST`; without them it is new.
    func deliver(_ octets: [UInt8], into maildir: String, date: Int64, flags: String? = nil) {
        // W is the size with CRLF for every line end, so that the server need not count.
        let loneLineFeeds = octets.indices.reduce(0) { count, index in
            octets[index] == 0x0A && (index == 0 || octets[index - 1] != 0x0D) ? count + 1 : count
        }
        let number = delivered.add(1, ordering: .relaxed).newValue
        let name = "\(date).M\(number)P\(getpid()).test,S=\(octets.count),W=\(octets.count + loneLineFeeds)"
        let written = "\(maildir)/tmp/\(name)"
        let isWritten = TestFiles.write(octets, to: written)
        precondition(isWritten, "\(written) cannot be written")
        var times = [timeval(tv_sec: Int(date), tv_usec: 0), timeval(tv_sec: Int(date), tv_usec: 0)]
        utimes(written, &times)
        // Seen at once or not at all (maildir(5)).
        rename(written, flags.map { "\(maildir)/cur/\(name):2,\($0)" } ?? "\(maildir)/new/\(name)")
    }

    /// The letters of a message's file name: `FS` of `1.host:2,FS`.
    static func letters(of path: String) -> Set<Character> {
        guard let info = path.split(separator: "/").last?.split(separator: ":2,").dropFirst().last else { return [] }
        return Set(info)
    }
}

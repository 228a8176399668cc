import BackendAPI
import MailModel

/// What is in a mailbox on a server, to be found by Message-ID and size; each message once.
struct PresentIndex {
    private struct Key: Hashable {
        let messageID: Int
        let sizeInOctets: Int
    }

    /// A few dozen octets a message.
    private var messages: [Key: [RemoteID]] = [:]
    private var keys: [RemoteID: Key] = [:]
    private var messageIDs: Set<Int> = []

    /// The server's names of those that are nobody's yet.
    var names: Set<RemoteID> { Set(keys.keys) }

    mutating func add(_ message: PresentMessage) {
        let key = Key(messageID: message.messageID.hashValue, sizeInOctets: message.sizeInOctets)
        keys[message.id] = key
        messageIDs.insert(key.messageID)
        messages[key, default: []].append(message.id)
    }

    /// Whether any message with the Message-ID is there; not having one counts as one.
    func contains(messageID: String) -> Bool { messageIDs.contains(messageID.hashValue) }

    /// What may be the message, oldest first.
    func candidates(messageID: String, sizesInOctets sizes: Set<Int>) -> [RemoteID] {
        sizes.sorted().flatMap { messages[Key(messageID: messageID.hashValue, sizeInOctets: $0)] ?? [] }
    }

    /// Takes a message out: it is one of ours, and no other.
    mutating func claim(_ remote: RemoteID) { claim(all: [remote]) }

    mutating func claim(all remotes: Set<RemoteID>) {
        for remote in remotes {
            guard let key = keys.removeValue(forKey: remote) else { continue }
            messages[key]?.removeAll { $0 == remote }
        }
    }
}

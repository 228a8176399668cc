/// The keys that product.md promises to scripts, of `list --json` and `search --json`.
struct ListedRecord: Decodable {
    let id: String
    let account: String
    let folder: String
    let uid: UInt32?
    let uidl: String?
    let messageID: String
    let subject: String
    let from: [AddressRecord]
    let to: [AddressRecord]
    let date: String
    let size: Int
    let flags: [String]
    let attachments: Int
    let onServer: Bool
    let leavesServerAt: String?
    let leavesTrashAt: String?
    let serverCopy: String
}

struct AddressRecord: Decodable {
    let name: String
    let address: String
}

/// Of `show --json`.
struct ShownRecord: Decodable {
    struct Field: Decodable {
        let name: String
        let value: String
    }

    struct Part: Decodable {
        let number: String
        let contentType: String
        let fileName: String?
        let size: Int
    }

    let id: String
    let account: String
    let folder: String
    let uid: UInt32?
    let uidl: String?
    let messageID: String
    let from: [AddressRecord]
    let to: [AddressRecord]
    let size: Int
    let attachments: Int
    let onServer: Bool
    let leavesServerAt: String?
    let serverCopy: String
    let headers: [Field]
    let text: String
    let parts: [Part]
}

/// Of `show --file --json`, whose message is in no account.
struct FileRecord: Decodable {
    let headers: [ShownRecord.Field]
    let text: String
    let parts: [ShownRecord.Part]
}

/// Of `folders --json`.
struct FolderRecord: Decodable {
    let account: String
    let name: String
    let role: String?
    let messages: Int
    let unread: Int
    let local: Bool
}

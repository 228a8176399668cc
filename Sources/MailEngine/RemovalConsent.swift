import MailModel

/// Whether the account's mode may remove more from the server than was agreed to.
package enum RemovalConsent: Hashable, Sendable {
    case given
    case notAsked
    /// The answer was no; asked again when the program starts anew.
    case refused
}

/// What was agreed to: which mode, on which server.
struct RemovalAgreement: Hashable {
    var host: String
    var mode: StorageMode

    /// The store's setting that remembers it.
    static let settingKey = "removal-consent"

    init(host: String, mode: StorageMode) {
        self.host = host
        self.mode = mode
    }

    // host [SP ("download-and-remove" / "leave-on-server" [SP seconds])]
    //
    // The host alone stands for download-and-remove: the first versions asked for that only.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let host = words.first else { return nil }
        self.host = String(host)
        switch words.dropFirst().first {
        case nil, "download-and-remove": mode = .downloadAndRemove
        case "leave-on-server":
            let seconds = words.dropFirst(2).first
            guard let seconds else {
                mode = .leaveOnServer(removeAfter: nil)
                return
            }
            guard let number = Int64(seconds) else { return nil }
            mode = .leaveOnServer(removeAfter: .seconds(number))
        default: return nil
        }
    }

    var text: String {
        switch mode {
        case .downloadAndRemove: "\(host) download-and-remove"
        case .leaveOnServer(removeAfter: nil): "\(host) leave-on-server"
        case .leaveOnServer(let stay?): "\(host) leave-on-server \(stay.components.seconds)"
        }
    }
}

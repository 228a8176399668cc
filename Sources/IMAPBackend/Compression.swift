import BackendAPI
import IMAP

/// What is about to come in bulk.
enum Bulk {
    /// Of so many messages.
    case summaries(Int)
    case flags(Int)
    case content(octets: Int)

    /// Octets that deflating probably spares the line.
    var saving: Int {
        switch self {
        // Three quarters of 600: in a window of them names, addresses and structures repeat.
        case .summaries(let messages): messages * 450
        case .flags(let messages): messages * 40
        // Most octets of mail are Base64 of what is compressed already, which shrinks by a quarter.
        case .content(let octets): octets / 4
        }
    }
}

extension IMAPBackend {
    /// Octets that must be spared at least.
    ///
    /// COMPRESS costs two round trips in which little else comes in: what was under way ends, then it is answered.
    /// On a line of 20 Mbit/s with a round trip of 50 ms so many octets could have come in meanwhile.
    private static let worthwhileSaving = 250_000

    /// Deflates the connection from here on (RFC 4978), where the server can and what is about to come is worth it.
    ///
    /// For whoever has the turn, before anything is asked for that must not wait.
    func compress(before bulk: Bulk, over link: Link) async throws(BackendError) {
        guard await isWorthCompressing(bulk, over: link) else { return }
        try await link.connection.compress()
    }

    func isWorthCompressing(_ bulk: Bulk, over link: Link) async -> Bool {
        guard bulk.saving >= Self.worthwhileSaving, link.capabilities.contains(.compressDeflate),
            !memory.distrustsCompression
        else { return false }
        return await link.connection.mayCompress
    }
}

extension ChangesWalk {
    /// What is not asked for yet.
    var bulk: Bulk { .summaries(Int(descent?.upper ?? 0)) }
}

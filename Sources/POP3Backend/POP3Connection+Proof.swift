import BackendAPI
import Digests
import MailModel
import POP3

extension POP3Connection {
    typealias Check = (number: MessageNumber, proof: MessageProof)

    /// TOPs without an answer (RFC 2449 §6.6).
    private static let topWindow = 100

    /// Compares messages with their proofs, by their headers (TOP, RFC 1939 §7) where that is enough.
    ///
    /// A header that differs may be the server's work, which notes there what has been read: then the whole message
    /// decides, and so it does on a server without TOP.
    ///
    /// - Returns: Those that are not the messages proved.
    nonisolated(nonsending) func mistaken(among checks: [Check]) async throws(BackendError) -> Set<MessageNumber> {
        var mistaken: Set<MessageNumber> = []
        for check in try await checksWithOtherHeaders(checks) {
            if try await digest(of: check.number) != check.proof.digest { mistaken.insert(check.number) }
        }
        return mistaken
    }

    private nonisolated(nonsending) func checksWithOtherHeaders(
        _ checks: [Check]
    ) async throws(BackendError) -> [Check] {
        var others = checks.filter { $0.proof.headerDigest == nil }
        let quick = checks.filter { $0.proof.headerDigest != nil }
        let window = canPipeline ? Self.topWindow : 1
        for start in stride(from: 0, to: quick.count, by: window) {
            let asked = quick[start..<min(start + window, quick.count)]
            try await send(asked.map { .top($0.number, lines: 0) })
            for check in asked {
                guard try await nextReply().isOK else {
                    others.append(check)
                    continue
                }
                var collector = HeaderCollector()
                try await readContent { collector.take($0) }
                if MessageDigest.sha256.hash(collector.header) != check.proof.headerDigest { others.append(check) }
            }
        }
        return others
    }

    /// SHA-256 of a whole message; nothing where the server refuses to give it.
    private nonisolated(nonsending) func digest(of number: MessageNumber) async throws(BackendError) -> [UInt8]? {
        guard try await exchange(.retrieve(number)).isOK else { return nil }
        let digest = RunningDigest(.sha256)
        try await readContent { digest.update($0) }
        return digest.finish()
    }
}

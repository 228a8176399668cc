/// Why a connection could not be made or kept.
///
/// `reason` is a sentence without a full stop, in plain words.
package enum TransportError: Error, Hashable, Sendable {
    /// The name has no address, or DNS did not answer.
    case hostNotFound(host: String, reason: String)
    /// No address of the host took the connection.
    case connectionRefused(host: String, port: Int, reason: String)
    /// Longer than the time limit of this step.
    case timedOut(Step)
    /// The connection broke in the middle.
    case connectionLost(reason: String)
    /// The handshake failed: no common version, an alert, not TLS at all.
    case tlsFailed(reason: String)
    /// The certificate is not to be trusted, and why; `sha256` is its fingerprint, to be pinned.
    case certificateRefused(reason: String, sha256: String)
    /// The peer sent octets before the TLS handshake that would have survived it.
    case unexpectedOctets
    /// What the peer sent within compression is no deflate stream (RFC 1951), and why.
    case inflateFailed(reason: String)
    /// Clear text was asked for to a host that is not loopback.
    case clearTextRefused(host: String)
    /// This side has closed the stream.
    case closed
    case cancelled

    package enum Step: Hashable, Sendable { case connect, handshake, response, write }
}

/// Which octets of a message are wanted.
package enum BodySection: Hashable, Sendable {
    /// The message as the server has it, header and body.
    case whole
    /// A part by its number, still in its transfer encoding (`BODY[1.2]`, RFC 9051 §6.4.5).
    case part(String)
    /// The header of the message (`BODY[HEADER]`).
    case header
}

/// A piece of the messages that a backend fetches, in order: one message's pieces never mix with another's.
package enum ContentPiece: Hashable, Sendable {
    /// A message begins. The size is the server's hint.
    case began(RemoteID, sizeInOctets: Int)
    /// The next octets of the message that began last.
    case octets([UInt8])
    /// The message that began last is whole: the server ended it properly.
    case ended(RemoteID)
    /// The server no longer has it, or refuses to give it; it neither begins nor ends.
    case missing(RemoteID, reason: String)
}

package import MailModel

extension MessagePart {
    /// The part's content without its transfer encoding.
    package func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] { TransferEncoding(named: encoding).decode(encoded) }
}

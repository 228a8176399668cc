/// What protects a message or a part of it, by a signature, encryption or both, and what became of looking.
package struct Seal: Hashable, Sendable {
    package enum Encryption: Hashable, Sendable {
        /// It is not encrypted.
        case none
        case underway
        case opened
        /// The key is here, and a passphrase has to be typed.
        case locked
        /// `reason` follows "It can't be decrypted: ".
        case failed(reason: String)
    }

    package enum Signature: Hashable, Sendable {
        /// It is not signed, or nobody can know yet.
        case none
        case underway
        case checked(SignatureVerdict)
    }

    package var encryption: Encryption
    package var signature: Signature
    /// All of the message is inside.
    package var coversAll: Bool

    package init(encryption: Encryption = .none, signature: Signature = .none, coversAll: Bool = true) {
        self.encryption = encryption
        self.signature = signature
        self.coversAll = coversAll
    }

    package var isUnderway: Bool { encryption == .underway || signature == .underway }
}

/// Who a key or a certificate says it belongs to.
package struct Signer: Hashable, Sendable {
    /// A stranger's.
    package var name: String
    package var address: String

    package init(name: String = "", address: String = "") {
        self.name = name
        self.address = address
    }
}

/// What a signature says of a message.
package enum SignatureVerdict: Hashable, Sendable {
    /// It fits, its key belongs to the message's author, and somebody who is trusted here has vouched for that.
    case good(Signer)
    /// It fits and names the author, but nobody who is trusted here has vouched for the key.
    case unvouched(Signer)
    /// It fits, but is somebody else's than the author's.
    case otherAddress(Signer)
    /// It fits, and was valid for a time that is over.
    case expired(Signer)
    /// It fits, and its key or certificate has expired since.
    case keyExpired(Signer)
    /// It fits, but its owner has withdrawn the key.
    case keyRevoked(Signer)
    /// It does not fit.
    case broken
    /// The key is not here, by its number in hexadecimal digits; empty where that isn't known.
    case unknownKey(String)
    /// It could not be checked; `reason` is a clause such as "gpg is not installed".
    case unchecked(reason: String)
}

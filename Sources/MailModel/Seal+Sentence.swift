/// What a person reads of a seal.
extension Seal {
    /// How it is to be taken.
    package enum Tone: Hashable, Sendable { case good, neutral, warning, bad }

    /// One sentence without a full stop; names in it are a stranger's.
    package var sentence: String {
        switch (encryption, signature) {
        case (.none, .none): ""
        case (.none, .underway): "Checking the signature…"
        case (.none, .checked(let verdict)): verdict.sentence
        case (.underway, _): "Decrypting…"
        case (.locked, _): "Encrypted to you, and locked: p asks for the passphrase"
        case (.failed(let reason), _): "Encrypted, and can’t be decrypted: \(reason)"
        case (.opened, .none): "Encrypted to you, unsigned"
        case (.opened, .underway): "Encrypted to you; checking the signature…"
        case (.opened, .checked(let verdict)): "Encrypted to you. \(verdict.sentence)"
        }
    }

    package var tone: Tone {
        switch (encryption, signature) {
        case (.failed, _), (.locked, _): .warning
        case (_, .checked(let verdict)): verdict.tone
        case (_, .none), (_, .underway): .neutral
        }
    }
}

extension SignatureVerdict {
    package var sentence: String {
        switch self {
        case .good(let signer): "Signed by \(signer.label)"
        case .unvouched(let signer):
            "Signed by someone who says to be \(signer.label): nobody you trust has vouched for that"
        case .otherAddress(let signer): "Signed, but by another address: \(signer.label)"
        case .expired(let signer): "Signed by \(signer.label), but the signature was valid for a time that is over"
        case .keyExpired(let signer): "Signed by \(signer.label), whose key has expired since"
        case .keyRevoked(let signer): "Signed with a key that \(signer.label) has withdrawn"
        case .broken: "The signature does not fit the message: one of them was altered"
        case .unknownKey(""): "Signed, but it can’t be checked: the key is not here"
        case .unknownKey(let key): "Signed, but it can’t be checked: key 0x\(key) is not here"
        case .unchecked(let reason): "Signed, but it can’t be checked: \(reason)"
        }
    }

    package var tone: Seal.Tone {
        switch self {
        case .good: .good
        case .keyExpired, .unvouched: .neutral
        case .expired, .otherAddress, .unknownKey, .unchecked: .warning
        case .broken, .keyRevoked: .bad
        }
    }
}

extension Signer {
    /// The address is always there, and last: a name can say anything.
    package var label: String {
        let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if address.isEmpty { return name.isEmpty ? "nobody by name" : "“\(name)”" }
        return name.isEmpty ? address : "\(name) <\(address)>"
    }
}

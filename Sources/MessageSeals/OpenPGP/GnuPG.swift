package import MailModel
import Programs

/// OpenPGP by the user's gpg: with the user's keys, and without the network.
package struct GnuPG: Sendable {
    /// What a message is taken to be whose decryption has ended.
    package struct Opening: Sendable {
        package var encryption: Seal.Encryption
        package var signature = Seal.Signature.none
        /// Nothing unless gpg says of all of it that nobody has changed it.
        package var content: [UInt8]?
    }

    /// The longest content, in octets.
    static let mostOctets = 256 << 20
    private static let mostStatusOctets = 1 << 20

    let program: String
    /// How long gpg may take where nobody is asked for anything.
    let limit: Duration
    /// Variables for gpg beside this program's own, such as `GNUPGHOME`.
    let environment: [String: String]

    package init(program: String = "gpg", limit: Duration = .seconds(60), environment: [String: String] = [:]) {
        self.program = program
        self.limit = limit
        self.environment = environment
    }

    // gpg would write what a key server or a header tells it into the user's keyring, and ask the network.
    private static let options = [
        "--batch", "--no-tty", "--status-fd", "3", "--disable-dirmngr", "--no-auto-key-retrieve",
        "--no-auto-key-import", "--no-auto-key-locate", "--enable-special-filenames", "--exit-on-status-write-error",
    ]

    // MARK: - Signatures

    /// Checks a signature that stands apart from its text (RFC 3156 §5).
    ///
    /// - Parameters:
    ///   - signature: Of OpenPGP, perhaps armored.
    ///   - content: What is signed, octet for octet.
    ///   - author: The address that the message says it is from.
    /// - Returns: What all its signatures together say.
    package func check(
        _ signature: [UInt8], of content: [UInt8], author: String
    ) async -> SignatureVerdict {
        let process = Program(
            words: [program] + Self.options + ["--verify", "--", "-&4", "-"],
            inputs: [0: content, 4: signature], outputs: [1: 0, 3: Self.mostStatusOctets],
            environment: environment, limit: limit)
        do throws(Program.Failure) {
            let status = GnuPGStatus(try await process.run().output[3] ?? [])
            // A signature that brings a text along signs that one.
            guard status.plaintexts == 0 else { return .unchecked(reason: "it signs another text") }
            guard !status.signatures.isEmpty else { return .unchecked(reason: "there is no signature in it") }
            return await verdict(on: status.signatures, author: author)
        } catch {
            return .unchecked(reason: reason(error))
        }
    }

    /// Checks a signature that stands with its text (RFC 9580 §7), and parts the text from it.
    package func openSigned(_ message: [UInt8], author: String) async -> Opening {
        let process = Program(
            words: [program] + Self.options + ["--max-output", "\(Self.mostOctets)", "--decrypt", "--", "-"],
            inputs: [0: message], outputs: [1: Self.mostOctets, 3: Self.mostStatusOctets], environment: environment,
            limit: limit)
        func unchecked(_ reason: String) -> Opening {
            Opening(encryption: .none, signature: .checked(.unchecked(reason: reason)))
        }
        do throws(Program.Failure) {
            let output = try await process.run().output
            let status = GnuPGStatus(output[3] ?? [])
            // What is shown has to be all that is signed, and nothing else.
            guard status.plaintexts == 1, status.hasBegunDecryption == 0, !status.signatures.isEmpty else {
                return unchecked("it is damaged")
            }
            let verdict = await verdict(on: status.signatures, author: author)
            return Opening(encryption: .none, signature: .checked(verdict), content: output[1])
        } catch {
            return unchecked(reason(error))
        }
    }

    /// One verdict on all signatures: any that does not fit spoils the others, then the best one counts.
    private func verdict(on signatures: [GnuPGStatus.Signature], author: String) async -> SignatureVerdict {
        if signatures.contains(where: { $0.outcome == .bad }) { return .broken }
        let order: [GnuPGStatus.Signature.Outcome] = [
            .good, .keyExpired, .expired, .keyRevoked, .unknownKey, .failed,
        ]
        let best = order.lazy.compactMap { outcome in
            signatures.first { $0.outcome == outcome && !$0.isContradictory }
        }.first
        guard let best, let outcome = best.outcome else { return .unchecked(reason: "gpg does not understand it") }
        let isValid = [.good, .keyExpired, .expired, .keyRevoked].contains(outcome)
        guard !isValid || !best.fingerprint.isEmpty else { return .unchecked(reason: "gpg contradicts itself") }
        switch outcome {
        case .bad: return .broken
        case .unknownKey: return .unknownKey(best.keyID)
        case .failed: return .unchecked(reason: "gpg can’t use its kind of key or digest")
        case .good, .keyExpired, .expired, .keyRevoked: break
        }
        let users = await userIDs(of: best.fingerprint)
        let match = users.first { $0.signer.address.lowercased() == author.lowercased() && !author.isEmpty }
        let signer = match?.signer ?? GnuPGUserID.signer(best.userID)
        switch outcome {
        case .keyRevoked: return .keyRevoked(signer)
        case .good, .keyExpired, .expired, .bad, .unknownKey, .failed: break
        }
        guard let match else { return .otherAddress(signer) }
        switch outcome {
        case .expired: return .expired(signer)
        case .keyExpired: return .keyExpired(signer)
        default: return match.isVouchedFor ? .good(signer) : .unvouched(signer)
        }
    }

    /// A key's user ids that still count: who vouches for one says nothing of the others.
    private func userIDs(of fingerprint: String) async -> [GnuPGUserID] {
        let process = Program(
            words: [program] + Self.options + ["--with-colons", "--fixed-list-mode", "--list-keys", "--", fingerprint],
            outputs: [1: Self.mostStatusOctets, 3: Self.mostStatusOctets], environment: environment, limit: limit)
        let listing = try? await process.run().output[1]
        return GnuPGUserID.parse(listing ?? [])
    }

    // MARK: - Decryption

    /// Decrypts a message, and checks the signature inside.
    ///
    /// - Parameters:
    ///   - message: OpenPGP, perhaps armored.
    ///   - author: The address that the message says it is from.
    ///   - terminal: The terminal on which a passphrase may be asked for; nobody is asked where there is none.
    /// - Returns: The content, or why there is none.
    package func open(_ message: [UInt8], author: String, terminal: String? = nil) async -> Opening {
        var environment = environment
        environment["GPG_TTY"] = terminal
        let process = Program(
            words: [program] + Self.options + ["--max-output", "\(Self.mostOctets)"]
                + (terminal == nil ? ["--pinentry-mode", "error"] : []) + ["--decrypt", "--", "-"],
            inputs: [0: message], outputs: [1: Self.mostOctets, 3: Self.mostStatusOctets], environment: environment,
            limit: terminal == nil ? limit : .seconds(600))
        do throws(Program.Failure) {
            let output = try await process.run().output
            let status = GnuPGStatus(output[3] ?? [])
            if let failure = Self.failure(status, wasAsking: terminal != nil) { return Opening(encryption: failure) }
            let verdict = status.signatures.isEmpty ? nil : await verdict(on: status.signatures, author: author)
            return Opening(
                encryption: .opened, signature: verdict.map { .checked($0) } ?? .none, content: output[1] ?? [])
        } catch {
            return Opening(encryption: .failed(reason: reason(error)))
        }
    }

    /// Why the output is not to be shown; nothing where it is whole and as it was encrypted.
    private static func failure(_ status: GnuPGStatus, wasAsking: Bool) -> Seal.Encryption? {
        if status.hasNoData { return .failed(reason: "it is damaged") }
        if status.recipients > 0, status.missingSecretKeys >= status.recipients {
            return .failed(reason: "it is encrypted to a key that is not here")
        }
        guard status.isDecrypted, !status.hasFailedDecryption else {
            switch status.keyError {
            // GPG_ERR_NO_PIN_ENTRY, _CANCELED, _FULLY_CANCELED: somebody has to type it.
            case 85 where !wasAsking, 99, 198: return .locked
            case 85: return .failed(reason: "gpg finds no pinentry program to ask for the passphrase")
            case 11: return .failed(reason: "the passphrase is wrong")
            default: return .failed(reason: "it is damaged, or not meant for a key that is here")
            }
        }
        // Without it anybody on the way could have changed the text (EFAIL).
        guard status.isIntegrityProtected else { return .failed(reason: "it is not protected against changes") }
        // Something that was not encrypted could be made to look as if it was.
        guard status.plaintexts == 1, !status.isPlaintextOutside, status.hasBegunDecryption == 1 else {
            return .failed(reason: "it holds more than one text")
        }
        return nil
    }

    private func reason(_ failure: Program.Failure) -> String {
        switch failure {
        case .missing: "\(program) is not installed"
        case .notStarted(let reason): "\(program) was not started: \(reason)"
        case .tookTooLong: "gpg has not answered for \(limit.components.seconds) s"
        case .wroteTooMuch: "it is larger than \(Self.mostOctets >> 20) MB"
        case .cancelled: "interrupted"
        }
    }
}

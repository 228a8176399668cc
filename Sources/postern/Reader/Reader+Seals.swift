import Glibc
import InternetMessage
import MailEngine
import MailModel
import MailUI
import MessageSeals

/// Signatures that are checked and texts that are decrypted while a message is on the screen.
extension Reader {
    /// Looks into what is sealed of a message, whose text is on the screen meanwhile.
    ///
    /// What was decrypted stays in memory, and goes with the next message.
    ///
    /// `terminal`: Where a passphrase may be asked for.
    func openSeals(of id: StoredID, in message: ReadableMessage, terminal: String? = nil) async {
        guard let engine = engines[id.account], !message.seals.isEmpty else { return }
        do throws(ReadingError) {
            let octets = try await engine.octets(of: id, part: nil)
            let background = try await engine.senderBackground(of: id)
            let (found, text) = await Self.open(octets, with: seals, background, terminal: terminal)
            guard !Task.isCancelled else { return }
            opened = (id, found)
            post(.message(id, .ready(text)))
        } catch {
            var message = message
            message.seals = message.seals.map { $0.unopened(because: error.description) }
            if !Task.isCancelled { post(.message(id, .ready(message))) }
        }
    }

    /// Off the main actor.
    nonisolated static func open(
        _ octets: [UInt8], with seals: SealOpener, _ background: SenderBackground = SenderBackground(),
        terminal: String? = nil
    ) async -> (OpenedMessage, ReadableMessage) {
        let opened = await seals.open(ParsedMessage(octets: octets), terminal: terminal)
        return (opened, ReadableText.read(opened, background: background))
    }

    /// Decrypts a message with a passphrase that is asked for on the terminal.
    func unlock(_ id: StoredID) {
        unsealing?.cancel()
        guard let engine = engines[id.account] else { return }
        inForeground {
            do throws(ReadingError) {
                let message = try await engine.read(id)
                // Where pinentry has a window of its own, nothing else says what is waited for.
                let words = Array("Postern waits until the passphrase of your key is typed.\r\n".utf8)
                _ = write(STDOUT_FILENO, words, words.count)
                let terminal = ttyname(STDIN_FILENO).map { String(cString: $0) }
                await self.openSeals(of: id, in: message, terminal: terminal)
                return nil
            } catch {
                return error.description
            }
        }
    }

    /// A part decoded, or the whole message where `part` is nothing, also one that was encrypted.
    func octets(of id: StoredID, part: String?, meter: FetchMeter) async throws(ReadingError) -> [UInt8] {
        if let part, part.contains(OpenedMessage.separator) {
            guard let opened, opened.id == id, let octets = opened.message.decoded(number: part) else {
                throw .gone
            }
            return octets
        }
        guard let engine = engines[id.account] else { throw .gone }
        return try await engine.octets(of: id, part: part, meter: meter)
    }
}

extension Seal {
    /// The same where nobody could look.
    fileprivate func unopened(because reason: String) -> Seal {
        var seal = self
        if encryption == .underway { seal.encryption = .failed(reason: reason) }
        if signature == .underway { seal.signature = .checked(.unchecked(reason: reason)) }
        return seal
    }
}

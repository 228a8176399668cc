import BackendAPI
import IMAP
import Transport

extension IMAPConnection {
    /// Sends the next octets of the literal that a command has announced; returns when the operating system has
    /// them.
    ///
    /// - Returns: False where the server has refused the command before it wanted any octet.
    func sendContent(_ octets: [UInt8], of tag: Tag) async throws(BackendError) -> Bool {
        guard let request = commands[tag] else { throw failure ?? .cancelled }
        while !wire.outgoing.takesContent(of: tag) {
            if let failure { throw failure }
            if request.completion != nil { return false }
            // Half a literal can't be taken back.
            if Task.isCancelled { throw fail(.cancelled) }
            await wait(for: request)
        }
        wire.outgoing.isWriting = true
        do throws(TransportError) {
            try await stream.write(octets)
        } catch {
            throw fail(BackendError(error))
        }
        wire.outgoing.isWriting = false
        return true
    }

    /// Says that the literal is whole: the command is, too.
    func endContent(of tag: Tag) {
        wire.outgoing.closeContent(of: tag)
        write()
    }

    /// Wakes who waits to send a literal's octets.
    func wakeUploading() {
        if let tag = wire.outgoing.openFor { commands[tag]?.wake() }
    }
}

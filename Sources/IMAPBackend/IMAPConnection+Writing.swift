import BackendAPI
import IMAP
import MailModel
import Transport

extension IMAPConnection {
    /// Opens a mailbox; the answer is the caller's to take.
    func sendSelect(
        _ mailbox: MailboxName, wireName: [UInt8], _ options: SelectOptions
    ) throws(BackendError) -> (tag: Tag, serial: Int) {
        wire.selectionCount += 1
        let serial = wire.selectionCount
        let tag = try send(.select(mailbox: wireName, options)) { response in
            switch response {
            // With QRESYNC: what has changed since (RFC 7162 §3.2.5).
            case .fetch, .vanished(_, earlier: true): true
            default: false
            }
        }
        commands.waiting.last?.openedMailbox = (mailbox, serial)
        return (tag, serial)
    }

    /// Sends a line that is no command: a response of AUTHENTICATE.
    func sendLine(_ octets: [UInt8], for tag: Tag) {
        wire.outgoing.putFirst(octets, tag: tag)
        write()
    }

    /// Writes all that may be sent now, in one piece.
    func write() {
        guard failure == nil, let octets = wire.outgoing.takeWritable() else { return }
        wire.outgoing.isWriting = true
        let stream = stream
        Task {
            do throws(TransportError) {
                try await stream.write(octets)
            } catch {
                self.fail(BackendError(error))
            }
            self.wire.outgoing.isWriting = false
            self.write()
            self.wakeUploading()
        }
    }

    /// Leaves IDLE as soon as the server permits.
    func stopIdle() {
        do {
            try stepIdle(.stop)
        } catch {
            fail(violation: error)
        }
    }

    func stepIdle(_ event: IdleStateMachine.Event) throws(ProtocolViolation) {
        guard var idle = wire.idle else { return }
        let action = try idle.machine.step(event)
        wire.idle = idle
        guard action == .sendDone else { return }
        wire.outgoing.isHeld = false
        wire.outgoing.putFirst(CommandEncoder.done, tag: idle.tag)
        write()
    }
}

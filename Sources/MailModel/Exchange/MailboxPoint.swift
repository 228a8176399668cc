/// Where a mailbox on a server ends at some moment: what comes later has a UID from `uidNext` on, as long as
/// UIDVALIDITY stays (RFC 9051 §2.3.1.1).
package struct MailboxPoint: Hashable, Sendable {
    package var validity: UInt32
    package var uidNext: UInt32

    package init(validity: UInt32, uidNext: UInt32) {
        self.validity = validity
        self.uidNext = uidNext
    }
}

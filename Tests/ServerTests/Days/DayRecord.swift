import MailModel
import Synchronization

/// Who may have done what to which message: what the end of a day is judged by.
final class DayRecord: Sendable {
    enum Party: Hashable, Sendable {
        case person
        case client(Int)
    }

    enum Change: Hashable, Sendable {
        case flag(Flag, Bool)
        /// Moved, by the name of the mailbox at that time.
        case place(String)
        /// In another mailbox of the same name, or of another one.
        case carried(to: String)
        case copy(to: String)
        /// Wherever the person has moved it meanwhile.
        case copyTakenBack
        case removal
    }

    /// One party's change of one message.
    struct Touch: Sendable {
        var party: Party
        var number: Int
        var change: Change
        /// Where the message was.
        var mailbox: String
        /// When it was surely not done yet, and when it was done; the server learns of the person's any time later.
        var begin: Int
        var end: Int
        /// All that ended before this moment was known to the person's program when it was done.
        var known: Int
        /// The person's program had no connection meanwhile, and none before all of it was over.
        var isBehindItsBack: Bool
        /// It need not have come to anything.
        var isLoose = false
    }

    /// What was done to a mailbox.
    struct MailboxTouch: Sendable {
        enum Change: Hashable, Sendable {
            case made, renamed(to: String), deleted, rebuilt
            /// The person takes back that it was made; nothing happens where there is something in it.
            case unmade
        }

        var party: Party
        var name: String
        var change: Change
        var moment: Int
        var known: Int
        /// The person's program had no connection meanwhile.
        var isBehindItsBack: Bool
        var isLoose = false
    }

    struct State: Sendable {
        var moment = 0
        var known = 0
        var isAway = false
        /// Dovecot has stopped answering other clients, too: some of its processes wait for each other.
        var isServerSilent = false
        var touches: [Touch] = []
        var mailboxes: [MailboxTouch] = []
        /// Messages that were put on the server: their flags and their first mailbox.
        var delivered: [Int: (flags: Flags, mailbox: String)] = [:]
        var story: [String] = []
    }

    private let shared = Mutex(State())

    var state: State { shared.withLock { $0 } }

    /// Another moment, after all that has been noted.
    func now() -> Int {
        shared.withLock { state in
            state.moment += 1
            return state.moment
        }
    }

    func tell(_ text: String) { shared.withLock { $0.story.append(text) } }

    /// All that happened before the moment is known here.
    func noteInStep(since moment: Int) { shared.withLock { $0.known = max($0.known, moment) } }

    func noteAway(_ isAway: Bool) { shared.withLock { $0.isAway = isAway } }

    func noteSilence() { shared.withLock { $0.isServerSilent = true } }

    func noteDelivered(_ number: Int, _ flags: Flags, in mailbox: String) {
        shared.withLock { $0.delivered[number] = (flags, mailbox) }
    }

    func note(
        _ party: Party, _ change: Change, on numbers: [Int], in mailbox: String, since begin: Int,
        isLoose: Bool = false,
        known: Int? = nil
    ) {
        shared.withLock { state in
            state.moment += 1
            for number in numbers {
                state.touches.append(
                    Touch(
                        party: party, number: number, change: change, mailbox: mailbox, begin: begin, end: state.moment,
                        known: known ?? state.known, isBehindItsBack: state.isAway, isLoose: isLoose))
            }
        }
    }

    /// Notes a client's move.
    ///
    /// Dovecot refuses one when it has made the copy, where a third renames the mailbox at that moment.
    func noteMove(
        by party: Party, of number: Int, from mailbox: String, to target: String, since begin: Int, isRefused: Bool
    ) {
        note(party, .place(target), on: [number], in: mailbox, since: begin, isLoose: isRefused)
        if isRefused { note(party, .copy(to: target), on: [number], in: mailbox, since: begin, isLoose: true) }
    }

    /// Up to which moment everything is known here.
    var known: Int { shared.withLock { $0.known } }

    func note(_ party: Party, _ change: MailboxTouch.Change, of name: String, isLoose: Bool = false) {
        shared.withLock { state in
            state.moment += 1
            state.mailboxes.append(
                MailboxTouch(
                    party: party, name: name, change: change, moment: state.moment, known: state.known,
                    isBehindItsBack: state.isAway, isLoose: isLoose))
        }
    }
}

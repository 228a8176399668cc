import BackendAPI
import IMAP
import MailModel

/// The conversations of a mailbox's first screen, ahead of the other messages (RFC 5256).
///
/// Threads are made here, of all headers, on any server. While a mailbox comes in for the first time, a server that has
/// THREAD knows which of them the first screen is waiting for. Of very large ones it is not asked: Dovecot goes through
/// the whole mailbox before it says anything, of 100,000 messages for seconds, and runs out of memory on a million.
extension IMAPBackend {
    /// What is to be asked behind the first screen: nothing where the next windows bring all at once.
    func conversations(
        of screen: ClosedRange<UInt32>, in walk: ChangesWalk, over link: Link
    ) -> ChangesWalk.Conversations {
        guard link.capabilities.contains(.threadReferences), !walk.known.wantsWhole,
            screen.lowerBound > ChangesWalk.windows.upperBound, screen.upperBound <= ChangesWalk.threadedLimit
        else { return .none }
        return .wanted(screen: screen)
    }

    /// Sends what is next to be asked of them.
    func askForConversations(
        _ descent: inout ChangesWalk.Descent, of walk: ChangesWalk, over link: Link
    ) async throws(BackendError) {
        switch descent.conversations {
        case .none, .asked: break
        case .wanted(let screen):
            guard try await settlesNumbers(of: descent, over: link) else { return }
            let tag = try await link.connection.send(.thread([.numbers(SequenceSet(1...screen.upperBound))])) {
                if case .thread = $0 { true } else { false }
            }
            descent.pending.append(ChangesWalk.Window(tag: tag, numbers: SequenceSet(), content: .threads))
            descent.conversations = .asked(screen: screen)
        case .found(let related):
            let numbers = descent.upper > 0 ? related.clamped(to: 1...descent.upper) : SequenceSet()
            descent.conversations = .none
            guard !numbers.isEmpty, try await settlesNumbers(of: descent, over: link) else { return }
            let tag = try await sendFetch(of: numbers, walk.items(over: link, isShown: false), over: link)
            descent.pending.append(ChangesWalk.Window(tag: tag, numbers: numbers, content: .related))
        }
    }

    /// Reads how the messages hang together; a refusal costs nothing but the order.
    func found(
        by window: ChangesWalk.Window, in descent: ChangesWalk.Descent, over link: Link
    ) async throws(BackendError) -> ChangesWalk.Descent {
        var descent = descent
        let (_, responses) = try await link.connection.answer(to: window.tag)
        guard case .asked(let screen) = descent.conversations else { return descent }
        var related: [UInt32] = []
        for case .thread(let threads) in responses {
            for thread in threads where thread.contains(where: { screen.contains($0.number) }) {
                related += thread.map(\.number).filter { $0 < screen.lowerBound }
            }
        }
        let nearest = related.sorted(by: >).prefix(ChangesWalk.relatedLimit)
        descent.conversations = nearest.isEmpty ? .none : .found(SequenceSet(nearest))
        return descent
    }

    /// They are known from now on; their turn brings them again.
    func report(related messages: [RemoteMessage], in walk: inout ChangesWalk, descent: ChangesWalk.Descent) {
        walk.descent = descent
        guard var target = walk.target, let floor = descent.floor else { return }
        let early = messages.filter { $0.uid < floor }
        target.floor = floor
        target.early = SequenceSet(early.map(\.uid))
        walk.target = target
        if !early.isEmpty { walk.ready.append(MailboxDelta(arrived: early, checkpoint: target.checkpoint)) }
    }
}

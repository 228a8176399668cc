import MailModel
import TestKit

/// A number that stands for one of as many things as there will be.
struct Pick: Sendable {
    private let number: UInt64

    init(_ random: inout SeededGenerator) { number = random.next() }

    func from<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[Int(number % UInt64(elements.count))]
    }
}

/// What another client does.
enum OtherAct: Sendable {
    case append(Int, flags: [Flag], to: Pick)
    case flag(Flag, Bool, in: Pick, on: Pick)
    case move(in: Pick, Pick, to: Pick)
    case copy(in: Pick, Pick, to: Pick)
    case remove(in: Pick, Pick)
    case create(String)
    case rename(Pick, to: String)
    /// With all that is in it.
    case delete(Pick)
    /// Another mailbox of the same name, with the same messages under other UIDs.
    case rebuild(Pick)
}

/// What the person does.
enum PersonAct: Sendable {
    case flag(Flag, Bool, in: Pick, on: [Pick])
    case move(in: Pick, [Pick], to: Pick)
    case copy(in: Pick, Pick, to: Pick)
    case deleteForever(in: Pick, Pick)
    case undo
    case create(String)
    case rename(Pick, to: String)
    case delete(Pick)
    case empty(Pick)
    case look(Pick)
    case checkNow
}

/// What happens to the line between the person's program and the server.
enum LineAct: Sendable {
    /// It breaks after so many more octets, and nobody can connect from then on.
    case breaks(afterOctets: Int)
    case mends
    /// The engine's clock goes on: what it waits for is over.
    case timePasses
}

/// What happens on a day: decided by its seed, before anything happens.
struct DayPlan: Sendable {
    enum Presence: Sendable, CaseIterable {
        /// The engine runs all the time.
        case running
        /// It synchronises once, and again.
        case again
        /// The program is not running, or has no network: the person acts without it.
        case away
    }

    struct Phase: Sendable {
        var presence: Presence
        /// Before it, everything is brought in step.
        var beginsInStep: Bool
        /// The program is another process.
        var isRestarted: Bool
        /// A mailbox that is given a new UIDVALIDITY while nobody is connected.
        var isRenumbered: Bool
        var clients: [[OtherAct]]
        var person: [PersonAct]
        var line: [LineAct]
    }

    static let flags: [Flag] = [.seen, .flagged, .answered, .keyword("Work")]
    /// Names of mailboxes that come and go.
    static let names = ["Work", "Work/Inner", "Lists", "Old", "Plans"]

    let phases: [Phase]

    init(seed: UInt64) {
        var maker = PlanMaker(random: SeededGenerator(seed: seed))
        phases = (0..<3).map { maker.phase($0) }
    }
}

private struct PlanMaker {
    var random: SeededGenerator
    private var appended = 100

    init(random: SeededGenerator) { self.random = random }

    mutating func phase(_ number: Int) -> DayPlan.Phase {
        let presence = DayPlan.Presence.allCases.randomElement(using: &random) ?? .running
        let clients = (0..<Int.random(in: 2...3, using: &random)).map { _ in
            (0..<Int.random(in: 2...5, using: &random)).map { _ in otherAct() }
        }
        let person = (0..<Int.random(in: 3...7, using: &random)).map { _ in personAct() }
        return DayPlan.Phase(
            presence: presence, beginsInStep: number == 0 || chance(2), isRestarted: chance(4),
            isRenumbered: chance(6), clients: clients, person: person, line: presence == .away ? [] : line())
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private mutating func pick() -> Pick { Pick(&random) }

    private mutating func flag() -> Flag { DayPlan.flags.randomElement(using: &random) ?? .seen }

    private mutating func name() -> String { DayPlan.names.randomElement(using: &random) ?? "Work" }

    private mutating func otherAct() -> OtherAct {
        switch Int.random(in: 0..<20, using: &random) {
        case 0...3:
            appended += 1
            return .append(appended, flags: chance(3) ? [flag()] : [], to: pick())
        case 4...7: return .flag(flag(), Bool.random(using: &random), in: pick(), on: pick())
        case 8...10: return .move(in: pick(), pick(), to: pick())
        case 11: return .copy(in: pick(), pick(), to: pick())
        case 12...13: return .remove(in: pick(), pick())
        case 14...15: return .create(name())
        case 16: return .rename(pick(), to: name())
        case 17: return .delete(pick())
        default: return .rebuild(pick())
        }
    }

    private mutating func personAct() -> PersonAct {
        let some = (0..<(chance(4) ? 3 : 1)).map { _ in pick() }
        switch Int.random(in: 0..<24, using: &random) {
        case 0...7: return .flag(flag(), Bool.random(using: &random), in: pick(), on: some)
        case 8...12: return .move(in: pick(), some, to: pick())
        case 13: return .copy(in: pick(), pick(), to: pick())
        case 14...15: return .deleteForever(in: pick(), pick())
        case 16...17: return .undo
        case 18: return .create(name())
        case 19: return .rename(pick(), to: name())
        case 20: return .delete(pick())
        case 21: return chance(3) ? .empty(pick()) : .look(pick())
        case 22: return .look(pick())
        default: return .checkNow
        }
    }

    private mutating func line() -> [LineAct] {
        guard chance(2) else { return [.timePasses] }
        let breaks = LineAct.breaks(afterOctets: Int.random(in: 0..<8000, using: &random))
        return chance(2) ? [breaks, .mends, .timePasses] : [.timePasses, breaks]
    }
}

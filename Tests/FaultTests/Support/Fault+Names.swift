import TestKit

/// Unique-ids that don't name one message for ever (RFC 1939 §7 says that they do).
extension Fault {
    private enum Naming: CaseIterable {
        case duplicated, reused, reusedOfTheSameSize, changed, odd, numbers, none
    }

    static func uniqueIDs(_ mode: AccountSpec.Mode, _ generator: inout SeededGenerator) -> Judgement {
        let naming = Naming.allCases.randomElement(using: &generator) ?? .reused
        let messages = Letters.maildrop(1).enumerated().map { index, octets in
            OddMaildrop.Message(name(index, naming), octets)
        }
        var behaviour = OddMaildrop.Behaviour()
        behaviour.hasUniqueIDs = naming != .none
        // The first run's removals fail, or happen, or happen and are not known to have.
        behaviour.quits = [[.refuses], [], [.diesAfter], [.diesBefore]].randomElement(using: &generator) ?? []
        // Without unique-ids mail can't be told apart well enough to leave it there for ever.
        let mode = naming == .none ? .downloadAndRemove : mode
        let server = OddServer(messages, behaviour)
        let scene = Scene(server, .pop3, mode)
        let traps: [FaultProxy.Trap?] = [
            nil, FaultProxy.Trap(.text("QUIT"), .reset),
            FaultProxy.Trap(.octet(Int.random(in: 300..<30_000, using: &generator), .toClient), .finish),
        ]
        let trap = traps.randomElement(using: &generator) ?? nil
        scene.disturb(trap)
        var judgement = scene.judgeNow()
        rename(server, scene, naming, &generator)
        scene.disturb()
        judgement = judgement + scene.judgeNow()
        // Where a known name means other octets of the same size, a message that is left there may go unseen.
        let end = scene.judgeInTheEnd(maySettleLater: naming == .reusedOfTheSameSize && mode == .leaveOnServer)
        let place = trap.map { "\($0.place)" } ?? "no place"
        return (judgement + end).about("\(naming), QUIT \(behaviour.quits), cut at \(place)")
    }

    private static func name(_ index: Int, _ naming: Naming) -> [UInt8] {
        switch naming {
        case .duplicated: Array((index < 4 ? "same" : "id-\(index)").utf8)
        case .odd:
            switch index {
            case 0: [UInt8](repeating: 0x78, count: 3_000)
            case 1: Array("';DROP-TABLE-message;--".utf8)
            case 2: Array("Case".utf8)
            case 3: Array("case".utf8)
            case 4: [0xC3, 0xA9, 0x65, 0xCC, 0x81]
            case 5: [0x65, 0xCC, 0x81, 0xC3, 0xA9]
            default: Array("$(id)`id`|%s\\".utf8)
            }
        case .numbers: Array("\(index + 1)".utf8)
        case .reused, .reusedOfTheSameSize, .changed, .none: Array("id-\(index)".utf8)
        }
    }

    /// What the server does to its names between two sessions.
    private static func rename(
        _ server: OddServer, _ scene: Scene, _ naming: Naming, _ generator: inout SeededGenerator
    ) {
        let index = Int.random(in: 0..<6, using: &generator)
        switch naming {
        case .duplicated, .odd, .none:
            let later = Letters.letter("Later", body: "Came meanwhile.\r\n")
            server.deliver(OddMaildrop.Message("later", later))
            scene.noteDelivered(later)
        case .changed:
            server.change { messages, _ in
                for place in messages.indices { messages[place].uniqueID = Array("new-\(place)".utf8) }
            }
        case .numbers:
            // Another client has removed one; what comes last gets the next number, which was another's.
            if let octets = server.remove(index) { scene.noteRemoved(octets) }
            let later = Letters.letter("Later", body: "Came meanwhile.\r\n")
            server.deliver(OddMaildrop.Message("later", later))
            scene.noteDelivered(later)
            server.change { messages, _ in
                for place in messages.indices { messages[place].uniqueID = Array("\(place + 1)".utf8) }
            }
        case .reused, .reusedOfTheSameSize:
            // One is gone, as the server may do, and its name means another message.
            let old = server.remove(index)
            old.map(scene.noteRemoved)
            let original = old ?? Letters.maildrop(1)[index % 7]
            var octets = Letters.letter("Another", body: "Other octets under a name that was used.\r\n")
            if naming == .reusedOfTheSameSize, original.count > 200 {
                octets = Array(original.map { $0 == UInt8(ascii: "A") ? UInt8(ascii: "B") : $0 })
            }
            server.deliver(OddMaildrop.Message("id-\(index)", octets))
            scene.noteDelivered(octets)
        }
    }
}

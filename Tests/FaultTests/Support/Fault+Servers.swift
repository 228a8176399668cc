import TestKit

/// Servers that do what no server should.
extension Fault {
    private static func scene(
        _ messages: [OddMaildrop.Message], _ behaviour: OddMaildrop.Behaviour, _ mode: AccountSpec.Mode
    ) -> (OddServer, Scene) {
        let server = OddServer(messages, behaviour)
        return (server, Scene(server, .pop3, mode))
    }

    private static func messages(_ variant: Int = 1, names: (Int) -> String = { "id-\($0)" }) -> [OddMaildrop.Message] {
        Letters.maildrop(variant).enumerated().map { OddMaildrop.Message(names($0), $1) }
    }

    static func quit(_ mode: AccountSpec.Mode, _ generator: inout SeededGenerator) -> Judgement {
        var behaviour = OddMaildrop.Behaviour()
        behaviour.quits = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
            OddMaildrop.Quit.allCases.randomElement(using: &generator) ?? .diesAfter
        }
        behaviour.pipelines = Bool.random(using: &generator)
        let (_, scene) = scene(messages(), behaviour, .downloadAndRemove)
        var judgement = Judgement()
        for quit in behaviour.quits {
            scene.disturb(limit: [.silentAfter, .silentBefore].contains(quit) ? 2 : 30)
            judgement = judgement + scene.judgeNow()
        }
        // What the server forgot is removed by the next run, or the one after it.
        scene.disturb()
        return judgement + scene.judgeInTheEnd()
    }

    /// The first retrievals of a message end before its end, in order: a dot, and the connection goes on.
    static func earlyEnd(_ mode: AccountSpec.Mode, _ generator: inout SeededGenerator) -> Judgement {
        var behaviour = OddMaildrop.Behaviour()
        let times = Int.random(in: 1...3, using: &generator)
        let isGrowing = Bool.random(using: &generator)
        behaviour.answer = { octets, retrieval in
            // The same part each time would be taken for the message: a server that can't be found out.
            guard retrieval < times, octets.count % 2 == 0 else { return octets }
            return Array(octets.prefix(octets.count * (isGrowing ? retrieval : times - retrieval) / (times + 1)))
        }
        behaviour.pipelines = Bool.random(using: &generator)
        let (_, scene) = scene(messages(Int.random(in: 0...2, using: &generator)), behaviour, mode)
        var judgement = Judgement()
        for _ in 0..<3 {
            scene.disturb()
            judgement = judgement + scene.judgeNow(mayBePartial: true)
        }
        return judgement + scene.judgeInTheEnd()
    }

    static func wrongSizes(_ mode: AccountSpec.Mode, _ generator: inout SeededGenerator) -> Judgement {
        var behaviour = OddMaildrop.Behaviour()
        let off = Int.random(in: 1...500, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: behaviour.size = { octets in octets.count - octets.count { $0 == 0x0A } }
        case 1: behaviour.size = { octets in octets.count + off }
        case 2: behaviour.size = { octets in max(0, octets.count - off) }
        case 3: behaviour.size = { _ in 0 }
        default: behaviour.size = { octets in octets.count + octets.count { $0 == 0x2E } }
        }
        let (_, scene) = scene(messages(), behaviour, mode)
        scene.disturb(
            Bool.random(using: &generator)
                ? FaultProxy.Trap(.octet(Int.random(in: 0..<30_000, using: &generator), .toClient), .finish) : nil)
        return scene.judgeNow() + scene.judgeInTheEnd()
    }

    /// A server where asking for a message removes it, at once or by the end of the session: durable before the next.
    static func removesWhatItSent(_ generator: inout SeededGenerator) -> Judgement {
        var behaviour = OddMaildrop.Behaviour()
        behaviour.removesOnRetrieval = Bool.random(using: &generator)
        behaviour.removesSentOnQuit = !behaviour.removesOnRetrieval
        let (server, scene) = scene(messages(), behaviour, .leaveOnServer)
        let number = Int.random(in: 1...30, using: &generator)
        scene.disturb(behind: Tracing.words("pwrite64", "error=ENOSPC:when=\(number)+"))
        var judgement = Judgement()
        let server1 = server.held()
        // A message under way can't be saved on a server that removes it by being asked.
        let missing = Judgement(all: scene.all, server: server1, store: scene.stored())
        if missing.lost > (behaviour.removesOnRetrieval ? 1 : 0) { judgement = judgement + missing }
        scene.proxy.arm(nil)
        if scene.start().waitForEnd().status != 0 { judgement.complaints.append("sync fails") }
        var end = Judgement(all: scene.all, server: server.held(), store: scene.stored())
        end.lost = max(0, end.lost - (behaviour.removesOnRetrieval ? 1 : 0))
        return judgement + end
    }
}

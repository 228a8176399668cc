import TestKit
import Testing

@Suite("Time that has truly gone", .enabled(if: Postern.canBeTested && FaultTools.areInstalled))
struct ClockTests {
    @Test("takes the server's copies, after two sightings")
    func slept() throws {
        let setting = Setting(server: .dovecot, service: .pop3, mode: .leaveOnServer, variant: 0)
        let scene = try setting.scene(more: #"remove_after = "14d""#)
        #expect(scene.disturb(behind: Fault.sleep(days: 0)) == 0)
        #expect(scene.disturb(behind: Fault.sleep(days: 13)) == 0)
        #expect(scene.disturb(behind: Fault.sleep(days: 13)) == 0)
        #expect(scene.host.held().count == scene.all.count)
        #expect(scene.disturb(behind: Fault.sleep(days: 15)) == 0)
        #expect(scene.host.held().count == scene.all.count, "one sighting")
        #expect(scene.disturb(behind: Fault.sleep(days: 16)) == 0)
        #expect(scene.host.held().isEmpty)
        #expect(Judgement(all: scene.all, server: [], store: scene.stored()).isClean)
    }
}

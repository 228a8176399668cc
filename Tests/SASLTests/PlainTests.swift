import Secrets
import Testing

@testable import SASL

@Suite("PLAIN (RFC 4616)")
struct PlainTests {
    @Test("answers RFC 4616 §4's first example")
    func example() throws {
        var plain = Plain(Credentials(username: "tim", secret: Secret("tanstaaftanstaaf")))
        #expect(plain.sendsFirst && !plain.isComplete)
        #expect(try plain.respond(to: []) == Array("\0tim\0tanstaaftanstaaf".utf8))
        #expect(plain.isComplete)
        #expect(throws: SASLError.unexpectedChallenge) { try plain.respond(to: []) }
    }

    @Test("refuses what NUL would cut", arguments: [("a\0b", "c"), ("a", "b\0c")])
    func refusesNUL(_ username: String, _ secret: String) {
        var plain = Plain(Credentials(username: username, secret: Secret(secret)))
        #expect(throws: SASLError.unusableCredentials) { try plain.respond(to: []) }
    }

    @Test("refuses a challenge that is not empty")
    func refusesChallenge() {
        var plain = Plain(Credentials(username: "a", secret: Secret("b")))
        #expect(throws: SASLError.unexpectedChallenge) { try plain.respond(to: [1]) }
    }
}

@Suite("LOGIN (draft-murchison-sasl-login)")
struct LoginTests {
    @Test("gives name and password in this order, whatever the prompts say")
    func order() throws {
        var login = Login(Credentials(username: "ann", secret: Secret("s3")))
        #expect(!login.sendsFirst)
        #expect(try login.respond(to: Array("User Name\0".utf8)) == Array("ann".utf8))
        #expect(!login.isComplete)
        #expect(try login.respond(to: []) == Array("s3".utf8))
        #expect(login.isComplete)
        #expect(throws: SASLError.unexpectedChallenge) { try login.respond(to: []) }
    }
}

@Suite("secrets never in text")
struct SecretTests {
    @Test("a secret prints as an ellipsis in every way of printing")
    func prints() {
        let credentials = Credentials(username: "ann", secret: Secret("hunter2"))
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\(credentials.secret)"] {
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
    }
}

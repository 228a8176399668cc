import Secrets
import Testing

@testable import OAuth

@Suite("a token server's answers (RFC 6749 §5, RFC 8628 §3)")
struct OAuthAnswerTests {
    private func octets(_ json: String) -> [UInt8] { Array(json.utf8) }

    @Test("a token, as the RFC and as real servers write it")
    func token() throws {
        let whole = try OAuthAnswer.token(
            octets(
                #"{"access_token":"a.b-c~1","token_type":"Bearer","expires_in":3599,"refresh_token":"r/1","scope":"x","more":[{}]}"#
            ), now: 1000)
        #expect(whole == OAuthToken(accessToken: Secret("a.b-c~1"), refreshToken: Secret("r/1"), expires: 4599))
        let text = try OAuthAnswer.token(
            octets(#"{"access_token":"a","token_type":"bearer","expires_in":"60"}"#), now: 0, old: whole)
        #expect(text == OAuthToken(accessToken: Secret("a"), refreshToken: Secret("r/1"), expires: 60))
        #expect(!text.isFresh(at: 0) && whole.isFresh(at: 1000) && !whole.isFresh(at: 4500))
        #expect(OAuthToken(kept: whole.kept) == whole)
        #expect(OAuthToken(kept: Secret("{}")) == nil && OAuthToken(kept: Secret("")) == nil)
    }

    @Test(
        "what is no token is refused",
        arguments: [
            "", "x", "[]", "{}", "null", #"{"access_token":1,"token_type":"Bearer"}"#,
            #"{"access_token":"","token_type":"Bearer"}"#, #"{"access_token":"a","token_type":"mac"}"#,
            #"{"access_token":"a\u0001auth=x","token_type":"Bearer"}"#,
            #"{"access_token":"a\nb","token_type":"Bearer"}"#,
            #"{"access_token":"a","token_type":"Bearer","refresh_token":"\u001b[2J"}"#,
            #"{"access_token":"a","token_type":"Bearer","expires_in":[]}"#,
            String(repeating: "[", count: 60_000), #"{"access_token":"# + String(repeating: "x", count: 70_000),
            "<html>502</html>",
        ])
    func noToken(_ json: String) {
        let error = #expect(throws: OAuthError.self) { try OAuthAnswer.token(octets(json), now: 0) }
        guard case .notUnderstood = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "errors in plain words",
        arguments: [
            (#"{"error":"access_denied"}"#, .denied), (#"{"error":"expired_token"}"#, .tooLate),
            (#"{"error":"authorization_pending","error_description":"x"}"#, .pending),
            (#"{"error":"slow_down"}"#, .tooFast), (#"{"error":"invalid_grant"}"#, .signInAgain),
            (
                #"{"error":"invalid_client","error_description":"no such\u001b]0;x\u0007 one"}"#,
                .unknownProgram("no such ]0;x one")
            ),
            (#"{"error":"odd\u202e\n","error_description":"a\r\nb"}"#, .refused(code: "odd", text: "a b")),
            (#"{"error":"access_denied","access_token":"a","token_type":"Bearer"}"#, .denied),
        ] as [(String, OAuthError)])
    func errors(_ json: String, _ error: OAuthError) {
        #expect(throws: error) { try OAuthAnswer.token(octets(json), now: 0) }
        #expect(throws: error) { try OAuthAnswer.device(octets(json)) }
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("a long error is cut")
    func long() {
        let text = String(repeating: "x", count: 5000)
        #expect(throws: OAuthError.refused(code: "e", text: String(repeating: "x", count: 200))) {
            try OAuthAnswer.token(octets(#"{"error":"e","error_description":"\#(text)"}"#), now: 0)
        }
    }

    @Test("a code for another device")
    func device() throws {
        let device = try OAuthAnswer.device(
            octets(
                #"{"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":7}"#
            ))
        #expect(device.userCode == "WDJB-MJHT" && device.address == "https://example.com/device")
        #expect(device.completeAddress == "https://example.com/device?user_code=WDJB-MJHT")
        #expect(device.intervalSeconds == 7 && device.validSeconds == 1800)
        let google = try OAuthAnswer.device(
            octets(
                #"{"device_code":"d","user_code":"A","verification_url":"https://x.y","expires_in":99999999,"interval":0,"verification_uri_complete":"javascript:x"}"#
            ))
        #expect(google.completeAddress == nil && google.validSeconds == 3600 && google.intervalSeconds == 1)
    }

    @Test(
        "a page that is not https, and a code that can't be typed, are refused",
        arguments: [
            #""user_code":"A","verification_uri":"http://example.com""#,
            #""user_code":"A","verification_uri":"https://""#,
            #""user_code":"A","verification_uri":"https://e.com/\u001b]8;;x""#,
            #""user_code":"A","verification_uri":"https://e.com/ x""#, #""user_code":"A""#,
            #""user_code":"","verification_uri":"https://e.com""#,
            #""user_code":"A\u001b[2J","verification_uri":"https://e.com""#,
        ])
    func badDevice(_ fields: String) {
        #expect(throws: OAuthError.self) {
            try OAuthAnswer.device(octets("{\"device_code\":\"d\",\"expires_in\":60,\(fields)}"))
        }
    }

    @Test("is asked as often as the server allows, and not for ever")
    func polling() throws {
        let device = try OAuthAnswer.device(
            octets(
                #"{"device_code":"d","user_code":"A","verification_uri":"https://x.y","expires_in":40,"interval":5}"#))
        var polling = DevicePolling(device)
        #expect(polling.begin() == .ask(afterSeconds: 5))
        #expect(polling.take(.pending) == .ask(afterSeconds: 5))
        #expect(polling.take(.tooFast) == .ask(afterSeconds: 10))
        #expect(polling.takeSilence() == .ask(afterSeconds: 20))
        #expect(polling.take(.pending) == .giveUp(.tooLate))
        #expect(polling.take(.denied) == .giveUp(.denied))
    }
}

@Suite("what is sent to a provider")
struct OAuthRequestTests {
    private let settings = OAuthSettings(
        clientID: "my id", clientSecret: "s&c", tokenAddress: "https://t/", deviceAddress: "https://d/",
        authorizeAddress: "https://a/?x=1", scope: "https://mail/ offline")

    @Test("forms")
    func forms() {
        #expect(settings.askForDeviceCode()?.form.text == "client_id=my%20id&scope=https%3A%2F%2Fmail%2F%20offline")
        #expect(
            settings.token(deviceCode: Secret("d+é")).form.text
                == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d%2B%C3%A9&client_id=my%20id&client_secret=s%26c"
        )
        #expect(
            settings.refresh(Secret("r")).form.text
                == "grant_type=refresh_token&refresh_token=r&client_id=my%20id&client_secret=s%26c")
    }

    @Test("the challenge of RFC 7636 appendix B")
    func challenge() {
        let proof = CodeProof(verifier: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), state: "xyz")
        #expect(proof.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        let address = proof.address(settings, user: "ann@example.com")
        #expect(
            address?.hasPrefix(
                "https://a/?x=1&response_type=code&client_id=my%20id&redirect_uri=http%3A%2F%2Flocalhost&") == true)
        #expect(address?.contains("&state=xyz&code_challenge=E9Mel") == true)
        #expect(CodeProof() != CodeProof())
    }

    @Test("the code is taken from the address that was pasted, and only of this try")
    func pasted() throws {
        let proof = CodeProof(verifier: Secret("v"), state: "xyz")
        #expect(try proof.code(pasted: " http://localhost/?state=xyz&code=4%2Fa+b&scope=x#\n") == Secret("4/a b"))
        #expect(try proof.code(pasted: "http://localhost/?co\nde=4&state=xyz") == Secret("4"), "broken by a terminal")
        #expect(throws: OAuthError.foreignAnswer) { try proof.code(pasted: "http://localhost/?code=4&state=other") }
        #expect(throws: OAuthError.foreignAnswer) { try proof.code(pasted: "http://localhost/?code=4") }
        #expect(throws: OAuthError.denied) { try proof.code(pasted: "http://localhost/?error=access_denied&state=xyz") }
        #expect(throws: OAuthError.notPasted) { try proof.code(pasted: "http://localhost/?code=&state=xyz") }
        for text in ["", "4/abc", "http://localhost/", "#?code=4&state=xyz", "https://a/"] {
            #expect(throws: OAuthError.notPasted) { try proof.code(pasted: text) }
        }
    }
}

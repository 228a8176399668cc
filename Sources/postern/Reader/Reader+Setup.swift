import AccountSetup
import BackendAPI
import MailConfig
import MailEngine
import MailModel
import MailUI
import OAuth
import Secrets

extension Reader {
    /// Does what the assistant asks for; whatever comes of it comes back as an event.
    func carryOut(_ order: SetupOrder) {
        switch order {
        case .search(let address): search(for: address)
        case .stopSearch: settingsSearch?.cancel()
        case .ask(let server): ask(server)
        case .test(let draft, let secret):
            test(draft, draft.isByBrowser ? signedIn?.accessToken : secret.map { Secret($0) })
        case .signIn(let draft): signIn(draft)
        case .write(let draft, let secret, let passphrase, let replaces):
            let secret = draft.isByBrowser ? signedIn?.kept : secret.map { Secret($0) }
            write(draft, secret, passphrase.map { Secret($0) }, replaces)
        case .remove(let account, let mailToo): remove(account, mailToo)
        case .describe(let account): describe(account)
        case .finish(let account, let secret, let addsAnother): finish(account, secret, addsAnother)
        }
    }

    private func search(for address: SetupAddress) {
        settingsSearch?.cancel()
        let desk = desk
        settingsSearch = Task {
            for await news in desk.search(for: address) {
                guard !Task.isCancelled else { return }
                switch news {
                case .answered(_, let settings): post(.setup(.found(settings)))
                case .over: post(.setup(.searched))
                }
            }
        }
    }

    private func ask(_ server: FoundServer) {
        let desk = desk
        Task {
            do throws(BackendError) {
                post(.setup(.offered(server, try await desk.offer(of: server))))
            } catch {
                post(.setup(.notOffered(server, reason: error.statusText)))
            }
        }
    }

    private func test(_ draft: AccountDraft, _ secret: Secret?) {
        let desk = desk
        let (steps, told) = AsyncStream.makeStream(of: CheckedStep.self)
        let work = Task {
            defer { told.finish() }
            return try await desk.test(draft, secret: secret) { told.yield($0) }
        }
        Task {
            // How the mail is kept is only chosen behind this.
            for await step in steps where step.name != "mode" { post(.setup(.step(step))) }
            do {
                let size = try await work.value
                post(.setup(.works(messages: size?.messages, octets: size?.octets)))
            } catch let error as ProgramError {
                post(.setup(.fails(reason: error.what, advice: error.advice)))
            } catch {
                post(.setup(.fails(reason: "\(error)", advice: "")))
            }
        }
    }

    /// Lends the terminal to a sign-in by browser.
    private func signIn(_ draft: AccountDraft) {
        let desk = desk
        inForeground { [weak self] in
            do throws(ProgramError) {
                self?.signedIn = try await desk.signIn(draft)
                self?.post(.setup(.signedIn))
            } catch {
                self?.post(.setup(.fails(reason: error.what, advice: error.advice)))
            }
            return nil
        }
    }

    private func write(_ draft: AccountDraft, _ secret: Secret?, _ passphrase: Secret?, _ replaces: Bool) {
        let (desk, secrets) = (desk, secrets)
        Task {
            do throws(ProgramError) {
                var draft = draft
                // What is refused is refused before a secret is written.
                if !replaces { try desk.check(AccountConfiguration(draft)) }
                if let secret { try await desk.keep(secret, of: &draft, in: secrets, passphrase) }
                if replaces { try desk.change(draft, secret: secret) } else { try desk.add(draft, secret: secret) }
                post(.setup(.written))
            } catch {
                let advice = error.advice.isEmpty ? "" : ": \(error.advice)"
                post(.setup(.refused(reason: error.what + advice)))
            }
        }
    }

    /// Lends the terminal to `postern secrets authorize`.
    func authorize(_ account: AccountName) {
        guard let open = accounts.first(where: { $0.account.name == account }) else { return }
        do throws(ProgramError) {
            guard try SignIn(open.configuration) != nil else {
                return post(.note("\(account) signs in with a password: it has no oauth_client_id"))
            }
        } catch {
            return post(.note(error.text))
        }
        let words = [
            "/proc/self/exe", "secrets", "authorize", "--config", desk.paths.configuration, "--", account.text,
        ]
        inForeground { [weak self] in
            let (status, reason) = await ForegroundProgram(words: words).run()
            await ForegroundProgram.waitForKey()
            guard status == 0 else { return reason ?? "\(account) is not signed in" }
            await self?.engines[account]?.reconnect()
            return nil
        }
    }

    /// Finds out where secrets can be kept here.
    func tellOfKeeping() {
        let (desk, secrets) = (desk, secrets)
        Task {
            let keeping = await desk.keeping(secrets)
            post(.secretKeeping(keeping))
        }
    }

    private func remove(_ account: AccountName, _ mailToo: Bool) {
        do throws(ProgramError) {
            try desk.remove(account, mailToo: mailToo)
            post(.setup(.removed))
        } catch {
            post(.setup(.refused(reason: error.text)))
        }
    }

    private func describe(_ account: AccountName) {
        do throws(ProgramError) {
            post(.setup(.draft(try desk.draft(of: account), desk.facts(of: account))))
        } catch {
            post(.setup(.refused(reason: error.text)))
        }
    }

    /// Begins anew with what is configured now; a secret that is kept nowhere is not asked for twice.
    private func finish(_ account: AccountName?, _ secret: String?, _ addsAnother: Bool) {
        let secrets = secrets
        Task {
            if let account, let secret { await secrets.take(Secret(secret), of: account) }
            beginAnew(addingAccount: addsAnother)
        }
    }
}

extension AccountDraft {
    /// What is to be kept is a token.
    var isByBrowser: Bool { if case .browser = secret { true } else { false } }
}

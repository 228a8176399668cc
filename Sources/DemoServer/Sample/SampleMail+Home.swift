import MailModel

extension SampleMail {
    /// Family and friends, in several scripts, over POP3.
    static let homeMail: [SampleMessage] = [
        // "Apples are ripe, we are making jam. Come on Saturday, the train leaves at 10:40."
        SampleMessage(
            mailbox: "INBOX", age: .days(2, hour: 19, minute: 5),
            template: #"""
                From: =?koi8-r?B?78zYx8Eg8MXU0s/XwQ==?= <olga@dacha.example>
                To: ann@home.example
                Subject: =?koi8-r?B?8NLJ18XUINMgxMHeyQ==?=
                Date: {date}
                Message-ID: <yabloki@dacha.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=koi8-r
                Content-Transfer-Encoding: base64

                +sTSwdfT1NfVyiwg4c7RIQoK9SDOwdMg19OjIMjP0s/bzy4g8cLMz8vJINXWxSDTz9rSxczJLCDX
                wdLJzSDXwdLFztjFLgrw0snF2tbByiDXINPVwsLP1NUsINDPxdrEINcgMTA6NDAg0yDU0sXU2MXH
                zyDQ1dTJLgoK48XM1cAsINSj1NEg78zRCg==
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(5, hour: 12, minute: 35), flags: [.seen],
            template: #"""
                From: =?utf-8?B?zpXOu86tzr3Otw==?= <eleni@chios.example>
                To: ann@home.example
                Subject: =?utf-8?B?zprOsc67zrfOvM6tz4HOsSDOsc+Az4wgz4TOtyDOp86vzr8=?=
                Date: {date}
                Message-ID: <mastiha.8@chios.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Αγαπητή Άννα,

                η θάλασσα είναι ακόμα ζεστή και το καΐκι βαμμένο μπλε. Σου στέλνω μαστίχα
                και μια φωτογραφία μόλις φτάσω στην πόλη.

                Φιλιά,
                Ελένη
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 20, minute: 44),
            template: #"""
                From: =?windows-1252?Q?J=FCrgen_Gro=DF?= <juergen@segeln.example>
                To: Ann Miller <ann@home.example>
                Subject: =?windows-1252?Q?Fotos_vom_Wochenende_=96_sch=F6ne_Gr=FC=DFe?=
                Date: {date}
                Message-ID: <foehr.1@segeln.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="foehr"

                --foehr
                Content-Type: text/plain; charset=windows-1252
                Content-Transfer-Encoding: quoted-printable

                Liebe Ann,

                anbei das Foto vom Segelt=F6rn. =84Mast- und Schotbruch=93, wie man so sagt=
                 =85
                Die =DCberfahrt nach F=F6hr war rau, aber sch=F6n =96 5 =80 f=FCr den Hafen!

                Gr=FC=DFe
                J=FCrgen
                --foehr
                Content-Type: image/png; name="=?utf-8?Q?=C3=9Cberfahrt.png?="
                Content-Disposition: attachment; filename="=?utf-8?Q?=C3=9Cberfahrt.png?="
                Content-Transfer-Encoding: base64

                {png}
                --foehr--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .minutes(140), flags: [.flagged],
            template: #"""
                From: Mum <mum@home.example>
                To: Ann <ann@home.example>
                Subject: Sunday
                Date: {date}
                Message-ID: <sunday.1@home.example>
                MIME-Version: 1.0
                Content-Type: multipart/related; boundary="rel"; type="multipart/alternative"

                --rel
                Content-Type: multipart/alternative; boundary="alt"

                --alt
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Darling,

                lunch is at one. Dad has painted the boat, as you can see. Bring the
                little ones, and bring a jumper – it's cold on the water!

                xx Mum
                --alt
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <html><body><p>Darling,</p><p>lunch is at <b>one</b>. Dad has painted the boat, as you can see:</p>
                <p><img src="cid:boat@home.example" alt="Dad's boat, freshly painted"></p>
                <p>Bring the little ones, and bring a jumper – it's cold on the water!</p><p>xx Mum</p></body></html>
                --alt--
                --rel
                Content-Type: image/png; name="boat.png"
                Content-ID: <boat@home.example>
                Content-Disposition: inline; filename="boat.png"
                Content-Transfer-Encoding: base64

                {png}
                --rel--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(3, hour: 21, minute: 15), flags: [.seen, .answered],
            template: #"""
                From: Tom Miller <tom@home.example>
                To: Ann Miller <ann@home.example>
                Subject: Recipe for the fish soup?
                Date: {date}
                Message-ID: <soup.1@home.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Was it one fennel or two? I have four guests and a very large pot.

                Tom
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(2, hour: 7, minute: 20),
            template: #"""
                From: Tom Miller <tom@home.example>
                To: Ann Miller <ann@home.example>
                Subject: Re: Recipe for the fish soup?
                Date: {date}
                Message-ID: <soup.3@home.example>
                In-Reply-To: <soup.2@home.example>
                References: <soup.1@home.example> <soup.2@home.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Ann Miller wrote:
                > Two. And don't boil the saffron!
                >
                >> Was it one fennel or two?

                Too late for the saffron, but nobody died. 🐟

                Tom
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(30, hour: 9, minute: 0), flags: [.seen],
            template: #"""
                From: Town Library <loans@library.example>
                To: ann@home.example
                Subject: Two books are due on {words 1}
                Date: {date}
                Message-ID: <due.5512@library.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=iso-8859-15
                Content-Transfer-Encoding: quoted-printable

                Dear Ann Miller,

                  The Riddle of the Sands        due
                  Knots for the Impatient        due

                A late book costs 0,50 =A4 a day.
                """#),
    ]
}

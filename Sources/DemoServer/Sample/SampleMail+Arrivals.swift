import MailModel

extension SampleMail {
    /// New mail for a running demo: the first after 20 seconds, then one every 45 to 90.
    package static func arrivals(secondsEastOfUTC: Int? = nil) -> DemoServer.Arrivals {
        let messages = news.enumerated().map { index, item in
            Arrival(user: item.user) { now in
                let offset = secondsEastOfUTC ?? SampleClock.localOffset(at: now)
                let clock = SampleClock(now: now, secondsEastOfUTC: offset)
                // The list goes round and round, so the moment is part of the Message-ID.
                let identifier = "Message-ID: <news.\(index).\(now.secondsSince1970)@demo.example>\n"
                return SampleClock.lines(Array((identifier + clock.fill(item.template, sent: now)).utf8))
            }
        }
        return DemoServer.Arrivals(first: .seconds(20), pause: .seconds(45) ... .seconds(90), messages: messages)
    }

    private static let news: [(user: String, template: String)] = [
        (
            work,
            #"""
            From: Priya Nair <priya@tidewater.example>
            To: Ann Miller <ann@tidewater.example>
            Subject: Coffee is ready
            Date: {date}
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Fresh pot, map room. ☕
            """#
        ),
        (
            home,
            #"""
            From: Tom Miller <tom@home.example>
            To: Ann Miller <ann@home.example>
            Subject: Can you bring milk?
            Date: {date}

            And the small screwdriver, if it's still on the boat.
            """#
        ),
        (
            work,
            #"""
            From: Gauge 3 <gauge-3@tidewater.example>
            To: charts@tidewater.example
            Subject: [gauge-3] 2.47 m and rising
            Date: {date}

            Old pier, 2.47 m, rising. Wind NW 5.
            """#
        ),
        (
            club,
            #"""
            From: Boathouse <boathouse@oars.example>
            To: club@oars.example
            Subject: The key is back
            Date: {date}

            It was in the kettle.
            """#
        ),
        (
            work,
            #"""
            From: Jonas Lindqvist <jonas@tidewater.example>
            To: Ann Miller <ann@tidewater.example>
            Subject: Re: Depths on sheet 12
            In-Reply-To: <depths.5@tidewater.example>
            References: <depths.1@tidewater.example> <depths.5@tidewater.example>
            Date: {date}

            One more thing: the buoy off the old pier is green, not red. Is it too
            late for the printer?
            """#
        ),
        (
            oldISP,
            #"""
            From: OldISP Customer Service <service@oldisp.example>
            To: amiller@oldisp.example
            Subject: Your mailbox has room again
            Date: {date}

            Thank you for making room.
            """#
        ),
    ]
}

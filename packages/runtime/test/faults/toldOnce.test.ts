/**
 * One reply with a good checksum that says what is not so, about what is remembered for a connection: which RAM variables
 * a device lacks, how many it gives at once, which units and phases there are, whether the battery's capacity is known,
 * which firmware a unit has. After it everything is as it would have been.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver, Lies, Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

/** A session with a simulated system whose adapter lies once, and what it was asked. */
const lying = (profile: Profile.ProfileId, lie: Lies.Lie) =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make({ profile: Profile.profiles[profile] })
    const { requests, transport } = Wire.tapped(
      Transport.make("sim:", Lies.wrap(simulated.open, lie), Transport.BYTES_PER_SECOND)
    )
    const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
    return { session, requests, device: Device.make(session) }
  })

/** A reply under the same letter that says something else. */
const says =
  (...bytes: ReadonlyArray<number>) =>
  (reply: Frames.Reply): Frames.Reply => {
    const [type, letter] = Frames.encodeReply(reply)
    return Frames.decodeReply(Uint8Array.of(type!, letter!, ...bytes), 0, bytes.length + 2)
  }

type Asked = Frames.Request | null

const asksFor =
  (tag: string) =>
  (request: Asked): boolean =>
    request?._tag === tag || (request?._tag === "WinmonRequest" && request.command._tag === tag)

const readings = (session: Session.Session, count: number) =>
  played(Telemetry.readings(session).pipe(Stream.take(count), Stream.runCollect), 60)

const anyProfile = "multiplus-ii-48-3000-230v"

describe("a reader of RAM variables that was told once", () => {
  const ids = [4, 5, 13, 14, 15, 16]
  const readsOf = (requests: ReadonlyArray<Frames.Request>) =>
    requests.flatMap((request) =>
      request._tag === "WinmonRequest" && request.command._tag === "ReadRamRequest"
        ? [(request.command.ids as ReadonlyArray<number>).join(" ")]
        : []
    )

  for (const nth of [1, 2]) {
    it.effect(`that the device lacks one, by reply ${nth}, reads it all the same`, () =>
      Effect.gen(function* () {
        const refusal = says(0x90)
        const { session } = yield* lying(anyProfile, Lies.once(asksFor("ReadRamRequest"), refusal, nth))
        for (let time = 0; time < 3; time++) {
          const words = yield* played(session.readRam([4]))
          assert.deepStrictEqual([...words.keys()], [4])
        }
      })
    )
  }

  it.effect("that one of six is refused, with an index, reads all six", () =>
    Effect.gen(function* () {
      const { session } = yield* lying(anyProfile, Lies.once(asksFor("ReadRamRequest"), says(0x90, 3)))
      for (let time = 0; time < 3; time++) {
        const words = yield* played(session.readRam(ids))
        assert.sameMembers([...words.keys()], ids)
      }
    })
  )

  it.effect("that fewer come than were asked for asks for six at once again", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* lying(
        anyProfile,
        Lies.once(asksFor("ReadRamRequest"), says(0x85, 1, 0))
      )
      yield* played(session.readRam(ids))
      const before = readsOf(requests).length
      const words = yield* played(session.readRam(ids))
      assert.sameMembers([...words.keys()], ids)
      assert.deepStrictEqual(readsOf(requests).slice(before), [ids.join(" ")])
    })
  )
})

describe("a monitor that was told once", () => {
  it.effect("that one unit is configured of two shows the power of both from the second reading on", () =>
    Effect.gen(function* () {
      const mask = (reply: Frames.Reply): Frames.Reply => {
        const payload = Uint8Array.from(Frames.encodeReply(reply))
        payload[8] = 1
        return Frames.decodeReply(payload, 0, payload.length)
      }
      const lie = Lies.once(asksFor("DeviceConfigRequest"), mask)
      const { session } = yield* lying("parallel-48-5000", lie)
      const [first, ...later] = yield* readings(session, 4)
      // The factors of the frame count two units: no sum is told meanwhile.
      assert.isNull(first!.acInputPower)
      for (const { units, acInputPower } of later) {
        assert.deepStrictEqual(
          units?.map(({ address }) => address),
          [0, 3]
        )
        const sum = units!.reduce((total, { inputPower }) => total + inputPower!, 0)
        assert.strictEqual(acInputPower as number, sum)
      }
    })
  )

  it.effect("that a unit has a second line forgets it", () =>
    Effect.gen(function* () {
      // What F 2 is answered by is the frame of L1, with one bit of its phase code turned.
      let isDone = false
      const lie: Lies.Lie = (request, reply) => {
        if (reply._tag !== "AcInfo" || request === null || isDone) return reply
        isDone = true
        const payload = Uint8Array.from(Frames.encodeReply(reply))
        payload[5] = 0x07
        return [reply, Frames.decodeReply(payload, 0, payload.length)]
      }
      const { session } = yield* lying("multiplus-ii-48-3000-120v", lie)
      const all = yield* readings(session, 8)
      assert.strictEqual(all.at(-1)!.acInput!.length, 1)
      assert.isNotNull(all.at(-1)!.acInput![0]!.power)
    })
  )

  for (const nth of [1, 2]) {
    it.effect(`another battery capacity, by answer ${nth}, shows the state of charge as without it`, () =>
      Effect.gen(function* () {
        const isCapacity = (request: Asked): boolean =>
          asksFor("ReadSettingRequest")(request) &&
          (request as unknown as { command: { id: number } }).command.id === 64
        const lie = Lies.once(isCapacity, says(0x86, 0xd0, 0x07), nth)
        const { session } = yield* lying(anyProfile, lie)
        const all = yield* readings(session, 5)
        assert.isNull(all.at(-1)!.battery!.stateOfCharge)
      })
    )
  }
})

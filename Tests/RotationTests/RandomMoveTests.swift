import CA
import Federation
import Kubernetes
import Rotation
import Testing
import X509

/// Several administrators, random commands, random delays, and roots of other authorities: whatever the machine allows
/// loses no handshake.
@Suite struct RandomMoveTests {
  private static let names = ["red-mesh", "green-mesh"]

  @Test(arguments: Array(1...3 as ClosedRange<UInt64>))
  func `no handshake is lost`(_ seed: UInt64) throws {
    var dice = Dice(seed)
    let roots = seed % 3 == 0 ? RootMode.shared : .perMesh
    try RotatingHome.with(roots, meshes: Self.names) { home in
      var time = RotatingHome.start
      var world = try World(home.at(time))
      let authorities = [try OtherAuthority("Acme"), try OtherAuthority("Globex")]
      var (moves, answers) = (0, 0)
      for _ in 0..<50 {
        time = time + Int64([1, 30, 61, 3_600, 20_000, 43_200][dice.roll(6)])
        let early = 43_200 + Int64(dice.roll(40_000))
        try world.pass(to: time) { name, index in early + Int64((name.count + index) % 3) * 1_000 }
        let name = Self.names[dice.roll(2)]
        let owner = try home.at(time).federation().roots == .shared ? AuthorityOwner.shared : .mesh(name)
        switch dice.roll(11) {
        case 0, 1: try world.apply(name, home.at(time))
        case 2: for name in Self.names { try world.apply(name, home.at(time)) }
        case 3:
          try world.restart(name, at: time)
          try home.assume("\(name): all proxies restarted", owner, at: time)
        case 4, 5: try RandomRotationTests.look(world, home, at: time)
        case 6: moves += Self.start(home, owner, authorities, &dice, at: time) ? 1 : 0
        case 7, 8: moves += home.refusal(owner, .next, at: time) == nil ? 1 : 0
        case 9: answers += Self.answer(home, name, authorities, at: time) ? 1 : 0
        default: moves += dice.roll(5) == 0 && home.refusal(owner, .abort, at: time) == nil ? 1 : 0
        }
        let broken = world.broken(at: time)
        #expect(broken == nil, "seed \(seed)")
        if broken != nil { return }
      }
      #expect(moves > 0 && world.checks > 100)
      print("seed \(seed): \(moves) moves, \(answers) answers, \(world.checks) handshakes")
    }
  }

  private static func start(
    _ home: RotatingHome, _ owner: AuthorityOwner, _ authorities: [OtherAuthority], _ dice: inout Dice,
    at time: Timestamp
  ) -> Bool {
    var options = RotationMachine.Options()
    options.newRoot = .own
    switch dice.roll(4) {
    case 0:
      return (try? home.at(time).moveRoots(to: owner == .shared ? .perMesh : .shared, options)) != nil
    case 1: break
    default:
      options.newRoot = .external(authorities[dice.roll(2)].certificate, fingerprint: nil)
    }
    return home.refusal(owner, .start(options), at: time) == nil
  }

  /// Whoever is asked answers.
  private static func answer(
    _ home: RotatingHome, _ name: String, _ authorities: [OtherAuthority], at time: Timestamp
  ) -> Bool {
    guard let pending = try? home.at(time).intermediateRequest(of: name) else { return false }
    return authorities.contains { authority in
      guard let chain = try? authority.chain(pending.request, at: time) else { return false }
      guard let installed = try? home.at(time).install(name, chain: chain) else { return false }
      // A successor below the present root signs at once; its folder is written like that of any renewal.
      return installed.isWaiting || (try? home.at(time).apply()) != nil
    }
  }
}

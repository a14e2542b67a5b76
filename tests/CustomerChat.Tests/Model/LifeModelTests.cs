using CustomerChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerChat.Tests.Model;

/// <summary>Random histories of two processes, see <see cref="LifeModel"/>. A failure names its seed: <c>[Property(Replay = "…")]</c> repeats it.</summary>
public class LifeModelTests
{
    private static readonly int MostHistories =
        int.TryParse(Environment.GetEnvironmentVariable("MODEL_HISTORIES"), System.Globalization.CultureInfo.InvariantCulture, out var histories) ? histories : 1_000;

    [Theory]
    [InlineData(FakeProtocol.Gws)]
    [InlineData(FakeProtocol.Gms)]
    [InlineData(FakeProtocol.DirectLine)]
    public void AnyHistory_OfTwoProcesses_KeepsWhatIsPromised(FakeProtocol protocol)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(MostHistories);
        Check.One(Replay() is { } replay ? config.WithReplay(replay) : config, Prop.ForAll(Of(40), history => new LifeModel(protocol).Run(history)));
    }

    /// <summary>A chat was claimed and its creator died; while its person is erased, its next message creates it.</summary>
    [Fact]
    public void Erasure_OfAChatThatIsCreatedMeanwhile_LeavesItWhole() => new LifeModel(FakeProtocol.Gws).Run(
        [(Act.LoseAnswer, 0, 6304), (Act.Write, 1, 4508), (Act.Beside, 0, 3809), (Act.ErasePerson, 1, 8575)]);

    private static Arbitrary<(Act Act, int Process, int Number)[]> Of(int length) => Arb.From(Acts().ArrayOf(length), Shorter);

    /// <summary>Leaves out halves, then eighths, then single acts.</summary>
    private static IEnumerable<(Act Act, int Process, int Number)[]> Shorter((Act Act, int Process, int Number)[] history) =>
        new[] { 2, 8, history.Length }.Distinct().Where(n => n > 0 && n <= history.Length).SelectMany(n =>
            Enumerable.Range(0, n).Select(i => history.Where((_, at) => at * n / history.Length != i).ToArray()));

    /// <summary>The usual comes more often than the rest.</summary>
    private static Gen<(Act Act, int Process, int Number)> Acts() =>
        from act in Gen.Frequency(
            (4, Gen.Elements(Act.Write, Act.Turn, Act.TurnAll, Act.AgentSays)),
            (3, Gen.Elements(Act.Beside, Act.Wait, Act.WaitForLeases, Act.SlowCall)),
            (4, Gen.Choose(0, (int)Act.AskHandOver).Select(i => (Act)i)))
        from process in Gen.Choose(0, 1)
        from number in Gen.Choose(0, 10_000)
        select (act, process, number);

    private static Replay? Replay()
    {
        var seed = Environment.GetEnvironmentVariable("MODEL_SEED")?.Split(',');
        return seed is [var value, var gamma]
            ? new Replay(new Rnd(ulong.Parse(value, System.Globalization.CultureInfo.InvariantCulture), ulong.Parse(gamma, System.Globalization.CultureInfo.InvariantCulture)), null)
            : null;
    }
}

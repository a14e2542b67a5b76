using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Turn;

/// <summary>
/// The promise over random histories: posts, agents' texts, turns, double turns, lost replies, faults and deaths of the
/// process between any two calls. Gapless indexes and forward watermarks are asserted by the store at every commit.
/// </summary>
public class RelayProperties
{
    public enum Act
    {
        Post,
        PostAgain,
        AgentSays,
        Turn,
        TurnElsewhere,
        Wait,
        WaitLong,
        FailBefore,
        FailAfter,
        Unclear,
        UnclearAfter,
        NotReached,
        DieSoon,
        Heal,
    }

    [Property(MaxTest = 400)]
    public Property AnyHistory_OnceHealed_NothingIsLostDoubledOrOutOfOrder() => Prop.ForAll(
        Gen.Choose(0, (int)Act.Heal).ArrayOf(60).Zip(ArbMap.Default.GeneratorFor<bool>()).ToArbitrary(),
        history => RunAsync([.. history.Item1.Select(i => (Act)i)], history.Item2).GetAwaiter().GetResult());

    private static async Task RunAsync(Act[] acts, bool inline)
    {
        var world = new World(inline);
        var chat = await world.OpenAsync();
        var (accepted, unsure, said) = (new List<string>(), new HashSet<string>(), new List<string>());
        var (callsUntilDeath, dead) = (-1, false);
        void Step(string point)
        {
            // Once dead, nothing that is still under way does anything more.
            dead |= callsUntilDeath >= 0 && callsUntilDeath-- == 0;
            if (dead)
            {
                throw new ProcessDiedException(point);
            }
        }

        (world.Store.At, world.Upstream.At) = (Step, Step);
        await world.TurnAsync(chat);
        foreach (var (n, act) in acts.Index())
        {
            try
            {
                switch (act)
                {
                    case Act.Post or Act.PostAgain:
                        var text = $"c{n}";
                        unsure.Add(text);
                        Assert.Equal(PostResult.Accepted, await world.PostAsync(chat, text, key: text));
                        accepted.Add(text);
                        if (act == Act.PostAgain)
                        {
                            Assert.Equal(PostResult.Duplicate, await world.PostAsync(chat, text, key: text));
                        }

                        break;
                    case Act.AgentSays:
                        said.Add($"a{n}");
                        world.Upstream.Say($"a{n}");
                        break;
                    case Act.Turn:
                        await world.TurnAsync(chat);
                        break;
                    case Act.TurnElsewhere:
                        await world.OtherRelay().TurnAsync(chat, 0, TimeSpan.Zero, default);
                        break;
                    case Act.Wait or Act.WaitLong:
                        world.Time.Advance(TimeSpan.FromSeconds(act == Act.Wait ? 1 : 25));
                        break;
                    case Act.FailBefore or Act.FailAfter:
                        world.Upstream.Fail = Next(ContactCenterFault.NoAnswer, act == Act.FailAfter);
                        break;
                    case Act.Unclear or Act.UnclearAfter:
                        world.Upstream.Fail = Next(ContactCenterFault.Unclear, act == Act.UnclearAfter);
                        break;
                    case Act.NotReached:
                        world.Upstream.Fail = _ => (ContactCenterFault.NotReached, false);
                        break;
                    case Act.DieSoon:
                        callsUntilDeath = n % 7;
                        break;
                    default:
                        world.Upstream.Fail = _ => null;
                        break;
                }
            }
            catch (ProcessDiedException)
            {
            }

            if (dead)
            {
                dead = false;
                world.Start();
            }
        }

        // Healed: the lease of a dead holder runs out, and turns go on.
        callsUntilDeath = -1;
        world.Upstream.Fail = _ => null;
        for (var i = 0; i < 4; i++)
        {
            await world.TurnAsync(chat);
            world.Time.Advance(TimeSpan.FromSeconds(25));
        }

        var arrived = world.Upstream.CustomersTexts.ToList();
        Assert.Equal(arrived.Distinct(), arrived);
        Assert.Equal(accepted, arrived.Where(accepted.Contains));
        Assert.All(arrived, text => Assert.Contains(text, unsure));

        var transcript = world.Store.Entries(chat);
        Assert.Equal(arrived, transcript.Where(e => e.IsOutgoing).Select(e => e.Text!));
        Assert.Equal(said, transcript.Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text!));
        var head = world.Store.Head(chat);
        Assert.False(head.HasUnsent);
        Assert.Equal(head.LastIndex, head.EchoedThrough);
        Assert.Null(head.Lease);
        Assert.Empty(world.Store.Letters);
    }

    /// <summary>The next call fails, and the ones after it do not.</summary>
    private static Func<string, (ContactCenterFault, bool)?> Next(ContactCenterFault fault, bool after)
    {
        var due = true;
        return operation => due && operation == "SendMessage" && !(due = false) ? (fault, after) : null;
    }

    private sealed class ProcessDiedException(string point) : Exception(point);
}

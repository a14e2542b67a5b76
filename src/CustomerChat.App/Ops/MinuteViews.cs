using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Operating;

namespace CustomerChat.App.Ops;

/// <summary>What happened in a time, step by step. Steps in which nothing happened are left out.</summary>
/// <param name="From">When the first step began.</param>
/// <param name="To">When the last one ends.</param>
/// <param name="Step">How many minutes a step has.</param>
/// <param name="Points">The steps.</param>
/// <param name="Total">All of them as one.</param>
/// <param name="Channels">Channel accounts of which something is known in this time.</param>
/// <param name="ContactCenters">Contact centres that were asked in this time.</param>
public sealed record MinutesReply(
    DateTimeOffset From, DateTimeOffset To, int Step, IReadOnlyList<MinutePoint> Points, MinutePoint Total, IReadOnlyList<ChannelFigures> Channels, IReadOnlyList<CenterFigures> ContactCenters);

/// <summary>A step. Times are in seconds; null = nothing was measured.</summary>
/// <param name="At">When it began.</param>
/// <param name="Open">Open chats, the most of its minutes.</param>
/// <param name="Waiting">Those of them that waited for an agent, the most of its minutes.</param>
/// <param name="Opened">Chats that customers opened.</param>
/// <param name="Ended">Chats that ended.</param>
/// <param name="FromCustomers">Texts of customers.</param>
/// <param name="ToCustomers">Texts for customers.</param>
/// <param name="Answered">Chats that had their first answer.</param>
/// <param name="FirstAnswer">Until the first answer, the mean.</param>
/// <param name="FirstAnswerMax">Until the first answer, the longest.</param>
/// <param name="PollLag">From when a poll was due to when it was done, the mean.</param>
/// <param name="PollLagMax">The same, the longest.</param>
/// <param name="PollsFailed">Polls that failed.</param>
/// <param name="Delivered">Messages that providers took.</param>
/// <param name="DeliveryLagMax">From a message's arrival to its delivery, the longest.</param>
/// <param name="TriedAgain">Tries that are made again, those at accounts at fault among them.</param>
/// <param name="Failed">Messages that were not delivered, for good.</param>
/// <param name="DeadLetters">Dead letters.</param>
public sealed record MinutePoint(
    DateTimeOffset At, int Open, int Waiting, long Opened, long Ended, long FromCustomers, long ToCustomers, long Answered, double? FirstAnswer, double? FirstAnswerMax,
    double? PollLag, double? PollLagMax, long PollsFailed, long Delivered, double? DeliveryLagMax, long TriedAgain, long Failed, long DeadLetters);

/// <summary>A channel's account.</summary>
/// <param name="Channel">The channel; web = chats without one.</param>
/// <param name="Account">The account; null = the channel has none.</param>
/// <param name="FromCustomers">Texts of customers.</param>
/// <param name="ToCustomers">Texts for customers.</param>
/// <param name="Delivered">Messages that the provider took.</param>
/// <param name="DeliveryLagMax">The longest time from a message's arrival to its delivery, in seconds.</param>
/// <param name="TriedAgain">Tries that are made again.</param>
/// <param name="Failed">Messages that were not delivered, for good.</param>
/// <param name="Reasons">Why, the most frequent first.</param>
public sealed record ChannelFigures(
    string Channel, string? Account, long FromCustomers, long ToCustomers, long Delivered, double? DeliveryLagMax, long TriedAgain, long Failed, IReadOnlyList<FailureReason> Reasons);

/// <summary>A contact centre.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Requests">Requests to it.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Reasons">Why, the most frequent first.</param>
public sealed record CenterFigures(string Id, string Name, long Requests, long Failed, IReadOnlyList<FailureReason> Reasons);

/// <summary>Why something did not go well, and how often.</summary>
/// <param name="Outcome">later: it is tried again. atFault: the account takes nothing. failed: for good.</param>
/// <param name="Reason">The provider's code and words, without numbers and tokens, or ours.</param>
/// <param name="Count">How often.</param>
public sealed record FailureReason(string Outcome, string Reason, long Count);

/// <summary>Minutes as operators see them. Pure.</summary>
internal static class MinuteViews
{
    /// <summary>The reasons of one account that are named.</summary>
    private const int MaxReasons = 10;

    private static readonly string[] Bad = [MinuteKinds.Later, MinuteKinds.AtFault, MinuteKinds.Failed];

    private static readonly string[] OfChannels = [MinuteKinds.In, MinuteKinds.Out, MinuteKinds.Delivered, MinuteKinds.DeliveryLag, .. Bad];

    /// <summary>The columns of the CSV, with what stands in them.</summary>
    private static readonly (string Name, Func<MinutePoint, object?> Value)[] Columns =
    [
        ("at", p => p.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
        ("open", p => p.Open), ("waiting", p => p.Waiting), ("opened", p => p.Opened), ("ended", p => p.Ended),
        ("fromCustomers", p => p.FromCustomers), ("toCustomers", p => p.ToCustomers),
        ("answered", p => p.Answered), ("firstAnswer", p => p.FirstAnswer), ("firstAnswerMax", p => p.FirstAnswerMax),
        ("pollLag", p => p.PollLag), ("pollLagMax", p => p.PollLagMax), ("pollsFailed", p => p.PollsFailed),
        ("delivered", p => p.Delivered), ("deliveryLagMax", p => p.DeliveryLagMax), ("triedAgain", p => p.TriedAgain), ("failed", p => p.Failed), ("deadLetters", p => p.DeadLetters),
    ];

    public static MinutesReply Reply(DateTimeOffset from, DateTimeOffset to, int step, ImmutableArray<Minute> steps, Func<string, string> nameOf)
    {
        var whole = Minute.Whole(from, steps);
        return new(from, to, step, [.. steps.Select(Point)], Point(whole), [.. Channels(whole)], [.. Centers(whole, nameOf)]);
    }

    /// <summary>A line a step, those in which nothing happened as well; by RFC 4180.</summary>
    public static string Csv(MinutesReply reply)
    {
        var points = reply.Points.ToDictionary(p => p.At);
        var rows = new List<string> { CsvRow.Of(Columns.Select(c => c.Name)) };
        for (var at = reply.From; at < reply.To; at = at.AddMinutes(reply.Step))
        {
            var point = points.GetValueOrDefault(at) ?? Point(new Minute(at));
            rows.Add(CsvRow.Of(Columns.Select(c => Convert.ToString(c.Value(point), CultureInfo.InvariantCulture) ?? "")));
        }

        return string.Concat(rows);
    }

    private static MinutePoint Point(Minute minute)
    {
        var (answers, polls) = (minute.Total(MinuteKinds.FirstAnswer), minute.Total(MinuteKinds.PollLag));
        return new(
            minute.At, minute.Open, minute.Waiting, Count(MinuteKinds.Opened), Count(MinuteKinds.Ended), Count(MinuteKinds.In), Count(MinuteKinds.Out),
            answers.Count, Seconds(answers.Mean), Max(answers), Seconds(polls.Mean), Max(polls), Count(MinuteKinds.PollFailed),
            Count(MinuteKinds.Delivered), Max(minute.Total(MinuteKinds.DeliveryLag)), Count(MinuteKinds.Later) + Count(MinuteKinds.AtFault), Count(MinuteKinds.Failed), Count(MinuteKinds.DeadLetter));

        long Count(string what) => minute.Total(what).Count;
    }

    private static IEnumerable<ChannelFigures> Channels(Minute whole) =>
        from channel in whole.Figures.Where(f => OfChannels.Contains(f.Key.What)).GroupBy(f => (Channel: f.Key.Channel ?? "web", f.Key.Account))
        let minute = whole with { Figures = channel.ToImmutableDictionary() }
        orderby channel.Key.Channel, channel.Key.Account
        select new ChannelFigures(
            channel.Key.Channel, channel.Key.Account, minute.Total(MinuteKinds.In).Count, minute.Total(MinuteKinds.Out).Count, minute.Total(MinuteKinds.Delivered).Count,
            Max(minute.Total(MinuteKinds.DeliveryLag)), minute.Total(MinuteKinds.Later).Count + minute.Total(MinuteKinds.AtFault).Count, minute.Total(MinuteKinds.Failed).Count,
            [.. Reasons(channel.Where(f => Bad.Contains(f.Key.What)), key => key.What)]);

    private static IEnumerable<CenterFigures> Centers(Minute whole, Func<string, string> nameOf) =>
        from center in whole.Figures.Where(f => f.Key.What == MinuteKinds.Center).GroupBy(f => f.Key.Account ?? "")
        let failed = center.Where(f => f.Key.Reason is not null).ToList()
        orderby center.Key
        select new CenterFigures(
            center.Key, nameOf(center.Key), center.Sum(f => f.Value.Count), failed.Sum(f => f.Value.Count), [.. Reasons(failed, _ => MinuteKinds.Failed)]);

    private static IEnumerable<FailureReason> Reasons(IEnumerable<KeyValuePair<MinuteKey, Figure>> figures, Func<MinuteKey, string> outcome) =>
        figures.Select(f => new FailureReason(outcome(f.Key), f.Key.Reason ?? "no reason was given", f.Value.Count))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Reason, StringComparer.Ordinal).Take(MaxReasons);

    private static double? Max(Figure figure) => figure.Count == 0 ? null : Seconds(figure.Max);

    private static double? Seconds(double? value) => value is { } seconds ? Math.Round(seconds, 3) : null;
}

using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Operating;

namespace CustomerChat.App.Ops;

/// <summary>What happened in a period, step by step. Steps in which nothing happened are left out.</summary>
/// <param name="From">When the first step began.</param>
/// <param name="To">When the last step ends.</param>
/// <param name="Step">The length of a step, in minutes.</param>
/// <param name="Total">All steps together.</param>
/// <param name="Channels">The channel accounts for which something was measured in this period.</param>
/// <param name="ContactCenters">The contact centres that the relay sent requests to in this period.</param>
public sealed record MinutesReply(
    DateTimeOffset From, DateTimeOffset To, int Step, IReadOnlyList<MinutePoint> Points, MinutePoint Total, IReadOnlyList<ChannelFigures> Channels, IReadOnlyList<CenterFigures> ContactCenters);

/// <summary>One step. Times are in seconds; null = nothing was measured.</summary>
/// <param name="At">When the step began.</param>
/// <param name="Open">Open chats: the highest number in any minute of the step.</param>
/// <param name="Waiting">Open chats that waited for an agent: the highest number in any minute of the step.</param>
/// <param name="Opened">Chats that customers opened.</param>
/// <param name="Ended">Chats that ended.</param>
/// <param name="FromCustomers">Texts from customers.</param>
/// <param name="ToCustomers">Texts for customers.</param>
/// <param name="Answered">Chats that got their first answer.</param>
/// <param name="FirstAnswer">The mean time until the first answer.</param>
/// <param name="FirstAnswerMax">The longest time until the first answer.</param>
/// <param name="PollLag">The mean time from when a poll was due to when it was done.</param>
/// <param name="PollLagMax">The longest time from when a poll was due to when it was done.</param>
/// <param name="PollsFailed">Polls that failed.</param>
/// <param name="Delivered">Messages that providers accepted.</param>
/// <param name="DeliveryLagMax">The longest time from a message's arrival to its delivery.</param>
/// <param name="TriedAgain">Tries that failed and are made again, also those at accounts at fault.</param>
/// <param name="Failed">Messages that were not delivered and are not tried again.</param>
/// <param name="DeadLetters">New dead letters.</param>
public sealed record MinutePoint(
    DateTimeOffset At, int Open, int Waiting, long Opened, long Ended, long FromCustomers, long ToCustomers, long Answered, double? FirstAnswer, double? FirstAnswerMax,
    double? PollLag, double? PollLagMax, long PollsFailed, long Delivered, double? DeliveryLagMax, long TriedAgain, long Failed, long DeadLetters);

/// <summary>The figures of one channel account.</summary>
/// <param name="Channel">The channel; web = chats without a channel.</param>
/// <param name="Account">The account; null = the channel has no account.</param>
/// <param name="FromCustomers">Texts from customers.</param>
/// <param name="ToCustomers">Texts for customers.</param>
/// <param name="Delivered">Messages that the provider accepted.</param>
/// <param name="DeliveryLagMax">The longest time from a message's arrival to its delivery, in seconds.</param>
/// <param name="TriedAgain">Tries that failed and are made again, also those while the account is at fault.</param>
/// <param name="Failed">Messages that were not delivered and are not tried again.</param>
/// <param name="Reasons">Why tries failed, the most frequent reason first.</param>
public sealed record ChannelFigures(
    string Channel, string? Account, long FromCustomers, long ToCustomers, long Delivered, double? DeliveryLagMax, long TriedAgain, long Failed, IReadOnlyList<FailureReason> Reasons);

/// <summary>The figures of one contact centre.</summary>
/// <param name="Requests">Requests that the relay sent to the contact centre.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="Reasons">Why requests failed, the most frequent reason first.</param>
public sealed record CenterFigures(string Id, string Name, long Requests, long Failed, IReadOnlyList<FailureReason> Reasons);

/// <summary>Why something failed, and how often.</summary>
/// <param name="Outcome">later: the relay tries again. atFault: the account takes nothing. failed: the relay does not try again.</param>
/// <param name="Reason">The provider's code and words, without numbers and tokens, or the relay's own reason.</param>
/// <param name="Count">How often it happened.</param>
public sealed record FailureReason(string Outcome, string Reason, long Count);

/// <summary>Minutes as operators see them. Pure.</summary>
internal static class MinuteViews
{
    /// <summary>The most reasons that are named for one account or contact centre.</summary>
    private const int MaxReasons = 10;

    private static readonly string[] Bad = [MinuteKinds.Later, MinuteKinds.AtFault, MinuteKinds.Failed];

    private static readonly string[] OfChannels = [MinuteKinds.In, MinuteKinds.Out, MinuteKinds.Delivered, MinuteKinds.DeliveryLag, .. Bad];

    /// <summary>The columns of the CSV: name and value.</summary>
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

    /// <summary>One row for each step, also for steps in which nothing happened; by RFC 4180.</summary>
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

namespace CustomerChat;

/// <summary>
/// When the host stops, a request that must not be sent twice gets time for its answer. If the request were aborted at once, nobody would know its outcome, and the next process
/// would repeat it.
/// </summary>
internal sealed class StopGrace : IDisposable
{
    /// <summary>How long the request may go on after the host was asked to stop. Hosts and platforms wait longer than this.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenRegistration _stopping;

    /// <param name="time">The clock of the limit.</param>
    /// <param name="stopping">It is cancelled when the host stops.</param>
    public StopGrace(TimeProvider time, CancellationToken stopping)
    {
        _limit = new(Timeout.InfiniteTimeSpan, time);
        _stopping = stopping.Register(() => _limit.CancelAfter(Limit));
    }

    /// <summary>The request's token. It is cancelled <see cref="Limit"/> after the host was asked to stop.</summary>
    public CancellationToken Token => _limit.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _limit.Dispose();
    }
}

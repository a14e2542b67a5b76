namespace CustomerChat.Operating;

/// <summary>What happened, minute by minute, as each process has seen it.</summary>
public interface IMinutes
{
    /// <summary>Keeps a minute of a process. The same minute of the same process again replaces it.</summary>
    /// <param name="minute">What happened.</param>
    /// <param name="instance">The process.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SaveAsync(Minute minute, string instance, CancellationToken cancellationToken);

    /// <summary>The minutes that began in a time, one for each process in which something happened.</summary>
    /// <param name="from">The first minute.</param>
    /// <param name="to">The minute after the last one.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    IAsyncEnumerable<Minute> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Removes the minutes of the days before a day.</summary>
    Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);
}

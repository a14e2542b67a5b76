using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Operating;

/// <summary>
/// Records what this process does, one row for each minute, from the process's own measurements. A minute without a measurement needs no
/// row and no timer. A minute is stored when it is over; what is left is stored when the process stops. If a minute can't be stored, it is
/// retried together with the next one.
/// </summary>
public sealed partial class MinuteRecorder : IDisposable
{
    /// <summary>The most figures of a minute. Above that number, further reasons are counted together.</summary>
    public const int MaxFigures = 200;

    /// <summary>The most minutes that are kept in memory while the storage is down. The oldest are dropped.</summary>
    public const int MaxKept = 60;

    /// <summary>How long the last write may take when the process stops.</summary>
    public static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(5);

    /// <summary>The name of the gauge of open chats by state.</summary>
    internal const string Chats = "customerchat.chats";

    /// <summary>How long after its end a minute is stored.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    private readonly IMinutes _store;
    private readonly TimeProvider _time;
    private readonly ILogger<MinuteRecorder> _logger;
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly MeterListener _listener = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SortedDictionary<DateTimeOffset, Dictionary<MinuteKey, Figure>> _minutes = [];
    private readonly Dictionary<DateTimeOffset, (int Open, int Waiting)> _chats = [];
    private DateTimeOffset _stored = DateTimeOffset.MinValue;
    private (int Open, int Waiting) _observed;
    private bool _isAwaited;

    /// <summary>Creates a recorder that does not listen yet.</summary>
    public MinuteRecorder(IMinutes store, TimeProvider time, ILogger<MinuteRecorder> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _timer = time.CreateTimer(_ => _ = FlushAsync(isLast: false, CancellationToken.None), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == Telemetry.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Observe(instrument.Name, value, tags));
    }

    /// <summary>Starts to listen to the relay's meter.</summary>
    public void Start() => _listener.Start();

    /// <summary>
    /// Stores all minutes that are left, including the present one. The write has its own time limit, <see cref="LastWrite"/>: the last
    /// minute is stored even if the host's engine has used up the time for stopping.
    /// </summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(LastWrite, _time);
        await FlushAsync(isLast: true, limit.Token);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _listener.Dispose();
        _timer.Dispose();
    }

    /// <summary>Adds a measurement to the present minute.</summary>
    public void Take(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (MinuteRules.KeyOf(instrument, tags) is not { } key)
        {
            return;
        }

        lock (_gate)
        {
            // A minute that was stored gets no further measurements, even if the clock goes back: they count in the next minute.
            var now = Minute.Floor(_time.GetUtcNow(), OneMinute);
            var at = now > _stored ? now : _stored + OneMinute;
            if (!_minutes.TryGetValue(at, out var figures))
            {
                figures = _minutes[at] = [];
                Await(at);
            }

            if (!figures.TryGetValue(key, out var known) && figures.Count >= MaxFigures && key.Reason is not null)
            {
                key = key with { Reason = MinuteRules.OtherReasons };
                known = figures.GetValueOrDefault(key);
            }

            figures[key] = known + Figure.Of(value);
        }
    }

    private void Observe(string instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument == Chats)
        {
            var waits = MinuteRules.Tag(tags, "state") == nameof(CustomerChat.Chats.ChatState.WaitingForAgent);
            _observed = (_observed.Open + value, _observed.Waiting + (waits ? value : 0));
        }
    }

    /// <summary>Sets the timer for the end of a minute, if it is not set yet. When the first minute is stored, the timer is set for the next one.</summary>
    private void Await(DateTimeOffset minute)
    {
        if (_isAwaited)
        {
            return;
        }

        _isAwaited = true;
        var wait = minute + OneMinute + Settle - _time.GetUtcNow();
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task FlushAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await _writing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            foreach (var minute in Over(isLast))
            {
                await _store.SaveAsync(minute, _instance, cancellationToken);
                lock (_gate)
                {
                    _minutes.Remove(minute.At);
                    _chats.Remove(minute.At);
                }
            }
        }
        catch (Exception e)
        {
            Log.NotStored(_logger, e.GetType().Name);
            Again();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// The minutes that are over, and the present one too if <paramref name="isLast"/> is true, with the number of chats that are open now.
    /// They get no further measurements.
    /// </summary>
    private ImmutableArray<Minute> Over(bool isLast)
    {
        lock (_gate)
        {
            _isAwaited = false;
        }

        _observed = default;
        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            var now = Minute.Floor(_time.GetUtcNow(), OneMinute);
            foreach (var at in _minutes.Keys.Where(at => isLast || at < now).ToList())
            {
                // A minute that is retried keeps the numbers that were observed at its end.
                _chats.TryAdd(at, _observed);
                _stored = at > _stored ? at : _stored;
            }

            foreach (var at in _minutes.Keys.Take(_minutes.Count - MaxKept).ToList())
            {
                _minutes.Remove(at);
                _chats.Remove(at);
            }

            if (_minutes.Keys.FirstOrDefault(at => !_chats.ContainsKey(at)) is { Ticks: > 0 } next)
            {
                Await(next);
            }

            return [.. _minutes.Where(m => _chats.ContainsKey(m.Key)).Select(m => new Minute(m.Key) { Open = _chats[m.Key].Open, Waiting = _chats[m.Key].Waiting, Figures = m.Value.ToImmutableDictionary() })];
        }
    }

    private void Again()
    {
        lock (_gate)
        {
            Await(Minute.Floor(_time.GetUtcNow(), OneMinute));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(501, LogLevel.Warning, "Storing the figures of the last minute failed ({Exception}); it is tried again in a minute.")]
        public static partial void NotStored(ILogger logger, string exception);
    }
}

package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerException.Arrival;
import dev.millrace.ingestion.client.ProducerException.Reason;
import dev.millrace.ingestion.client.Verdicts.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes parcels and brings each to exactly one end.
 *
 * <p><i>Shape</i>: as many {@link Lane}s as requests may be in flight; parcels of one ordering key
 * go through the same one, others through one that is free. A parcel counts as buffered until its
 * stage has been completed.
 *
 * <p><i>Threads</i>: may be used by many at once. Decisions are made under one lock; sending, and
 * completing stages, which runs code of others, happen outside of it, on the workers.
 */
final class Courier {

  /** Keys that differ in the last digit only shall not share a lane (Knuth, TAOCP 6.4). */
  private static final int SPREAD = 0x9E3779B9;

  private final ProducerSettings settings;
  private final Transport transport;
  private final Parts parts;
  private final Verdicts verdicts;
  private final List<Track> tracks;

  private final ReentrantLock lock = new ReentrantLock();

  /** Parcels have ended, or the courier was closed. */
  private final Condition changed = lock.newCondition();

  private final Ledger ledger;

  /** Number of flushes so far. */
  private long era;

  private boolean closed;

  /** What has not ended was failed; nothing is sent any more. */
  private boolean abandoned;

  /** What is not the courier's own. */
  record Parts(Timer timer, Executor workers, Backoff backoff, AnswerReader reader) {}

  /** A lane and what is under way in it. */
  private static final class Track {

    private final Lane lane;
    private List<Parcel> underWay = List.of();
    private @Nullable CompletableFuture<Answer> request;
    private long wakeNanos = Long.MAX_VALUE;

    /** What went wrong with the last try, if it went wrong. */
    private Optional<Outcome.Again> trouble = Optional.empty();

    Track(Lane lane) {
      this.lane = lane;
    }
  }

  Courier(ProducerSettings settings, Transport transport, Parts parts) {
    this.settings = settings;
    this.transport = transport;
    this.parts = parts;
    this.verdicts =
        new Verdicts(
            parts.reader(),
            parts.backoff(),
            settings.retries().deliveryTimeout(),
            settings.gateway().toString());
    this.ledger = new Ledger(settings.buffer());
    this.tracks =
        IntStream.range(0, settings.batching().requestsInFlight())
            .mapToObj(i -> new Track(new Lane(settings.batching())))
            .toList();
  }

  /**
   * Takes a part, as soon as there is room.
   *
   * @throws ProducerException where there is none in time, or never will be
   */
  CompletionStage<Delivery> send(byte[] part, Optional<String> orderingKey)
      throws InterruptedException {
    long leftNanos = settings.buffer().maxBlock().toNanos();
    lock.lockInterruptibly();
    try {
      while (!canTake(part)) {
        if (leftNanos <= 0) {
          throw full();
        }
        leftNanos = changed.awaitNanos(leftNanos);
      }
      return take(part, orderingKey);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a part if there is room now. */
  Optional<CompletionStage<Delivery>> trySend(byte[] part, Optional<String> orderingKey) {
    lock.lock();
    try {
      return canTake(part) ? Optional.of(take(part, orderingKey)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what was taken so far without lingering, and waits until all of it has ended. */
  void flush() throws InterruptedException {
    refuseWorkers("flush");
    lock.lockInterruptibly();
    try {
      long mine = nextEra();
      while (!ledger.isDone(mine)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more, and waits until all has ended.
   *
   * @throws ProducerException where something had not ended in time, or before the interruption: it
   *     has been failed
   */
  void close(Duration patience) {
    refuseWorkers("close");
    String when = "after " + Spoken.span(patience);
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      changed.signalAll();
      long last = nextEra();
      long leftNanos = patience.toNanos();
      while (!ledger.isDone(last) && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      // Whoever is in a hurry does not wait, and is told what is left.
      Thread.currentThread().interrupt();
      when = "and interrupted";
    } finally {
      lock.unlock();
    }
    abandon(when);
  }

  ProducerCounts counts() {
    lock.lock();
    try {
      return ledger.counts();
    } finally {
      lock.unlock();
    }
  }

  private boolean canTake(byte[] part) {
    if (closed) {
      throw new ProducerException(
          Reason.CLOSED, Arrival.NONE, "the producer is closed: open another one to send more");
    }
    if (part.length >= settings.buffer().maxBytes()) {
      throw new ProducerException(
          Reason.TOO_LARGE,
          Arrival.NONE,
          "the event has "
              + part.length
              + " bytes, too many for the buffer: raise producer.buffer-bytes, now "
              + settings.buffer().maxBytes());
    }
    return ledger.hasRoom(part.length + 1);
  }

  private ProducerException full() {
    return new ProducerException(
        Reason.BUFFER_FULL,
        Arrival.NONE,
        "no room for another event within "
            + Spoken.span(settings.buffer().maxBlock())
            + ": "
            + ledger.fill()
            + "; the gateway is away, or slower than what is sent: send less, or raise"
            + " producer.max-block, producer.buffer-events or producer.buffer-bytes");
  }

  private CompletionStage<Delivery> take(byte[] part, Optional<String> orderingKey) {
    long now = parts.timer().nowNanos();
    long deadline = now + settings.retries().deliveryTimeout().toNanos();
    Parcel parcel = new Parcel(part, now, deadline, era);
    ledger.take(parcel);
    Track track = orderingKey.map(this::ofKey).orElseGet(this::freest);
    track.lane.add(parcel);
    step(track);
    return parcel.stage();
  }

  private Track ofKey(String key) {
    return tracks.get(Math.floorMod((key.hashCode() * SPREAD) >>> Byte.SIZE, tracks.size()));
  }

  /** One that fills a batch already, one that is idle, or the one with the least to do. */
  private Track freest() {
    Track best = tracks.get(0);
    for (Track track : tracks) {
      boolean isFree = track.lane.isFree();
      if (isFree && track.lane.waiting() > 0) {
        return track;
      }
      boolean isBetter =
          isFree == best.lane.isFree() ? track.lane.waiting() < best.lane.waiting() : isFree;
      if (isBetter) {
        best = track;
      }
    }
    return best;
  }

  private long nextEra() {
    long mine = era++;
    tracks.forEach(this::step);
    return mine;
  }

  /** Starts what the lane says is due. Under the lock; whatever takes time goes to the workers. */
  private void step(Track track) {
    if (abandoned) {
      return;
    }
    long now = parts.timer().nowNanos();
    Lane.Step step = track.lane.step(now, era);
    if (!step.expired().isEmpty()) {
      List<Ending> endings = verdicts.expired(step.expired(), track.trouble);
      parts.workers().execute(() -> end(endings));
    }
    if (step.send().isPresent()) {
      Batch batch = step.send().get();
      track.underWay = batch.parcels();
      if (batch.tries() > 0) {
        ledger.retry(batch);
      }
      parts.workers().execute(() -> post(track, batch));
    }
    long wake = step.wakeNanos().orElse(Long.MAX_VALUE);
    if (wake < track.wakeNanos) {
      track.wakeNanos = wake;
      parts.timer().after(Duration.ofNanos(Math.max(0, wake - now)), () -> wake(track));
    }
  }

  private void wake(Track track) {
    lock.lock();
    try {
      track.wakeNanos = Long.MAX_VALUE;
      step(track);
    } finally {
      lock.unlock();
    }
  }

  private void post(Track track, Batch batch) {
    CompletableFuture<Answer> request;
    try {
      request = transport.post(batch);
    } catch (RuntimeException e) {
      request = CompletableFuture.failedFuture(e);
    }
    lock.lock();
    try {
      track.request = request;
      if (abandoned) {
        request.cancel(true);
      }
    } finally {
      lock.unlock();
    }
    var unused =
        request.whenCompleteAsync(
            (answer, failure) -> answered(track, batch, answer, failure), parts.workers());
  }

  private void answered(
      Track track, Batch batch, @Nullable Answer answer, @Nullable Throwable failure) {
    Verdict verdict = verdict(batch, answer, failure);
    // Before the next batch goes, so that stages of one key are completed in order.
    int unused = end(verdict.endings());
    lock.lock();
    try {
      track.underWay = List.of();
      track.request = null;
      track.trouble = verdict.trouble();
      track.lane.settle(verdict.rest(), verdict.restNanos());
      step(track);
    } finally {
      lock.unlock();
    }
  }

  private Verdict verdict(Batch batch, @Nullable Answer answer, @Nullable Throwable failure) {
    long now = parts.timer().nowNanos();
    try {
      return verdicts.of(batch, answer, failure, now);
    } catch (RuntimeException e) {
      // A defect in reading answers: without an end the batch would be lost without a word.
      return verdicts.of(batch, null, e, now);
    }
  }

  /** Completes the stages, and makes room; returns how many had not ended before. */
  private int end(List<Ending> endings) {
    List<Ending> told = endings.stream().filter(Ending::tell).toList();
    lock.lock();
    try {
      told.forEach(ledger::end);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return told.size();
  }

  private void abandon(String when) {
    List<Parcel> sent = new ArrayList<>();
    List<Parcel> unsent = new ArrayList<>();
    lock.lock();
    try {
      abandoned = true;
      for (Track track : tracks) {
        sent.addAll(track.underWay);
        for (Batch batch : track.lane.abandon()) {
          (batch.tries() == 0 ? unsent : sent).addAll(batch.parcels());
        }
        if (track.request != null) {
          track.request.cancel(true);
        }
      }
      sent.removeIf(parcel -> parcel.ended().get());
      unsent.removeIf(parcel -> parcel.ended().get());
    } finally {
      lock.unlock();
    }
    String message =
        "the producer was closed, "
            + when
            + " "
            + (sent.size() + unsent.size())
            + " events were without an answer: send them again under the same ids";
    ProducerException doubtful = new ProducerException(Reason.CLOSED, Arrival.POSSIBLE, message);
    ProducerException untouched = new ProducerException(Reason.CLOSED, Arrival.NONE, message);
    int doubts = end(Verdicts.failed(sent, doubtful));
    int rest = end(Verdicts.failed(unsent, untouched));
    if (doubts > 0) {
      throw doubtful;
    }
    if (rest > 0) {
      throw untouched;
    }
  }

  private static void refuseWorkers(String verb) {
    if (Workers.isOneOfThem()) {
      throw new IllegalStateException(
          verb
              + " waits for stages, and was called by the thread that completes them: call it from"
              + " another one, with whenCompleteAsync for example");
    }
  }
}

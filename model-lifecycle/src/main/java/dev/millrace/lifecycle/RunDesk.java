package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.domain.run.Change;
import dev.millrace.lifecycle.domain.run.ErasedExamples;
import dev.millrace.lifecycle.domain.run.Report;
import dev.millrace.lifecycle.domain.run.RunCourse;
import dev.millrace.lifecycle.domain.run.RunStart;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.record.ModelRun;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the runs forward: looks at each, and writes what follows. Work is begun only after the
 * journal says so, under names that hang on the run alone: whoever is killed in between begins the
 * same work again, and not another.
 *
 * <p><i>Threads</i>: one at a time.
 *
 * <p><i>Failure</i>: what goes wrong with one pipeline is logged, keeps no other back, and is tried
 * again with the next round.
 */
final class RunDesk {

  static final String ACTOR = "model-lifecycle";

  private static final Logger LOG = LoggerFactory.getLogger(RunDesk.class);

  private final Standing standing;
  private final RunJournal journal;
  private final RunLook look;
  private final InstantSource clock;

  RunDesk(Standing standing, RunJournal journal, RunLook look, InstantSource clock) {
    this.standing = standing;
    this.journal = journal;
    this.look = look;
    this.clock = clock;
  }

  /** Looks at everything once. */
  void round(Round round) {
    for (RetrainingEvent event : round.events()) {
      guarded(event.getPipeline(), () -> take(event));
    }
    for (ModelRun run : standing.runs()) {
      guarded(run.getPipeline(), () -> forward(run, round));
    }
    look.forgetAllBut(standing.runs());
  }

  /** Another instance looks from now on. */
  void end() {
    look.end();
  }

  private void take(RetrainingEvent event) throws IOException {
    String pipeline = event.getPipeline();
    Optional<Retraining> terms =
        standing.spec(pipeline).flatMap(spec -> Optional.ofNullable(spec.getRetraining()));
    if (terms.isEmpty()) {
      return;
    }
    write(pipeline, (run, lineup) -> RunStart.take(run, event, terms.get(), lineup, change()));
  }

  private void forward(ModelRun run, Round round) throws IOException {
    Optional<Report> report = look.at(run, round);
    if (report.isPresent()) {
      tell(report.get(), run.getPipeline());
    }
    Optional<Report> tidied = look.tidied(run);
    if (tidied.isPresent()) {
      tell(tidied.get(), run.getPipeline());
    }
    note(run.getPipeline());
  }

  /** Says of versions that know tenants which were erased since that they do. */
  private void note(String pipeline) throws IOException {
    Map<Integer, ErasedShare> erased = look.erased(standing.lineup(pipeline));
    write(pipeline, (now, lineup) -> ErasedExamples.noted(lineup, erased, journal::named));
  }

  private void tell(Report report, String pipeline) throws IOException {
    write(
        pipeline,
        (now, lineup) -> now.flatMap(known -> RunCourse.next(known, report, lineup, change())));
  }

  /** Looks first, so that nobody is kept from writing where there is nothing to write. */
  private void write(String pipeline, RunJournal.Deciding deciding) throws IOException {
    if (deciding.from(standing.run(pipeline), standing.lineup(pipeline)).isEmpty()) {
      return;
    }
    Optional<Turn> written = journal.write(pipeline, ACTOR, deciding);
    written
        .flatMap(Turn::run)
        .ifPresent(
            run ->
                LOG.info(
                    "run {} of {} is {}: {}",
                    run.getNumber(),
                    pipeline,
                    run.getState(),
                    run.getWaiting() == null ? run.getReason() : run.getWaiting()));
  }

  private Change change() {
    return new Change(ACTOR, clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Something that may go wrong for one pipeline. */
  private interface Try {
    void run() throws IOException;
  }

  private static void guarded(String pipeline, Try one) {
    try {
      one.run();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the run of {} cannot be taken forward now, it is tried again", pipeline, e);
    }
  }
}

package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.labels.Remark;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The two stages of the job with several subtasks each, and the exchange between them by key. */
final class Operators implements AutoCloseable {

  private static final int MAX_PARALLELISM = 16;

  private final List<KeyedTwoInputStreamOperatorTestHarness<String, Answer, Remark, Observation>>
      joins = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric>>
      watches = new ArrayList<>();

  /** State of both stages, of all subtasks together. */
  record Checkpoint(
      OperatorSubtaskState joins, OperatorSubtaskState watches, int parallelism, long wallMillis) {}

  private final int parallelism;
  private long wallMillis;

  private Operators(int parallelism, Board.Opener boards, Watching watching) throws Exception {
    this.parallelism = parallelism;
    for (int i = 0; i < parallelism; i++) {
      joins.add(
          new KeyedTwoInputStreamOperatorTestHarness<>(
              new KeyedCoProcessOperator<>(new JoinStage(boards, watching.kept())),
              Answer::requestId,
              Remark::requestId,
              Types.STRING,
              MAX_PARALLELISM,
              parallelism,
              i));
      watches.add(
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new WatchStage(boards, watching)),
              Observation::pipeline,
              Types.STRING,
              MAX_PARALLELISM,
              parallelism,
              i));
    }
  }

  static Operators open(int parallelism, Board.Opener boards, Watching watching, long wallMillis)
      throws Exception {
    Operators operators = new Operators(parallelism, boards, watching);
    operators.wallMillis = wallMillis;
    for (int i = 0; i < parallelism; i++) {
      operators.joins.get(i).open();
      operators.watches.get(i).setProcessingTime(wallMillis);
      operators.watches.get(i).open();
    }
    return operators;
  }

  static Operators restore(
      Checkpoint checkpoint, int parallelism, Board.Opener boards, Watching watching)
      throws Exception {
    Operators operators = new Operators(parallelism, boards, watching);
    operators.wallMillis = checkpoint.wallMillis();
    for (int i = 0; i < parallelism; i++) {
      operators.joins.get(i).initializeState(part(checkpoint, checkpoint.joins(), parallelism, i));
      operators.joins.get(i).open();
      operators.watches.get(i).setProcessingTime(checkpoint.wallMillis());
      operators
          .watches
          .get(i)
          .initializeState(part(checkpoint, checkpoint.watches(), parallelism, i));
      operators.watches.get(i).open();
    }
    return operators;
  }

  private static OperatorSubtaskState part(
      Checkpoint checkpoint, OperatorSubtaskState all, int parallelism, int index) {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        all, MAX_PARALLELISM, checkpoint.parallelism(), parallelism, index);
  }

  Checkpoint snapshot() throws Exception {
    OperatorSubtaskState[] ofJoins = new OperatorSubtaskState[parallelism];
    OperatorSubtaskState[] ofWatches = new OperatorSubtaskState[parallelism];
    for (int i = 0; i < parallelism; i++) {
      ofJoins[i] = joins.get(i).snapshot(1, wallMillis);
      ofWatches[i] = watches.get(i).snapshot(1, wallMillis);
    }
    return new Checkpoint(
        AbstractStreamOperatorTestHarness.repackageState(ofJoins),
        AbstractStreamOperatorTestHarness.repackageState(ofWatches),
        parallelism,
        wallMillis);
  }

  /** Reads an answer or a remark. */
  void read(Object record) throws Exception {
    if (record instanceof Answer answer) {
      join(answer.requestId()).processElement1(new StreamRecord<>(answer));
    } else if (record instanceof Remark remark) {
      join(remark.requestId()).processElement2(new StreamRecord<>(remark));
    }
    for (KeyedTwoInputStreamOperatorTestHarness<String, Answer, Remark, Observation> join : joins) {
      for (Observation observation : join.extractOutputValues()) {
        watches
            .get(subtask(observation.pipeline()))
            .processElement(observation, observation.eventTimeMillis());
      }
      join.getOutput().clear();
    }
  }

  /** All sources are at an instant of event time, and the clock goes on for a second. */
  void look(long watermarkMillis, long atMillis) throws Exception {
    wallMillis = Math.max(atMillis, wallMillis + 1_000);
    for (KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric> watch :
        watches) {
      watch.processWatermark(watermarkMillis);
      watch.setProcessingTime(wallMillis);
    }
  }

  /** What was written since the last time that somebody asked. */
  List<QualityMetric> metrics() {
    List<QualityMetric> metrics = new ArrayList<>();
    for (KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric> watch :
        watches) {
      metrics.addAll(watch.extractOutputValues());
      watch.getOutput().clear();
    }
    return metrics;
  }

  /** All events so far. */
  List<RetrainingEvent> events() {
    List<RetrainingEvent> events = new ArrayList<>();
    for (KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric> watch :
        watches) {
      Queue<StreamRecord<RetrainingEvent>> written = watch.getSideOutput(WatchStage.EVENTS);
      if (written != null) {
        written.forEach(record -> events.add(record.getValue()));
      }
    }
    return events;
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, Answer, Remark, Observation> join(
      String requestId) {
    return joins.get(subtask(requestId));
  }

  private int subtask(String key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
  }

  @Override
  public void close() {
    try {
      for (int i = 0; i < parallelism; i++) {
        joins.get(i).close();
        watches.get(i).close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("the stages do not close", e);
    }
  }
}

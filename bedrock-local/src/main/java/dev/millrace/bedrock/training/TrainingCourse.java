package dev.millrace.bedrock.training;

import dev.millrace.bedrock.classifier.ClassifierTraining;
import dev.millrace.bedrock.classifier.Example;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done for one job, from its data to its model. */
public final class TrainingCourse {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingCourse.class);
  private static final String BROKEN = "The endpoint failed; its log has the reason.";

  private final ObjectStore objects;
  private final InstantSource clock;

  /** What came of it. */
  sealed interface Result {

    /**
     * There is a model.
     *
     * @param validation its loss on each set of the validation data
     */
    record Trained(ClassifierTraining.Trained training, List<Double> validation)
        implements Result {}

    /** There is none, and the job knows at once. */
    record Refused(String message) implements Result {}

    /** There is none, and the job is told when a model would be there. */
    record Doomed(String message) implements Result {}

    /** There is none, because somebody wanted it so. */
    record Stopped() implements Result {}
  }

  public TrainingCourse(ObjectStore objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /** Reads and trains; may take long. */
  Result train(TrainingJob job, BooleanSupplier isStopped, TrainingConduct conduct) {
    TrainingRequest request = job.request();
    try {
      if (!objects.hasBucket(request.output().bucket())) {
        throw new RefusedDataException(
            "The bucket of the output " + request.output().bucket() + " does not exist.");
      }
      TrainingData data = new TrainingData(objects, conduct.limits());
      List<Example> examples = data.training(request.training());
      List<List<Example>> sets = new ArrayList<>();
      for (S3Uri uri : request.validation()) {
        sets.add(data.validation(uri));
      }
      Optional<String> failure = conduct.failure(request.name());
      if (failure.isPresent()) {
        return new Result.Doomed(failure.get());
      }
      ClassifierTraining.Trained trained = ClassifierTraining.train(examples, isStopped);
      return new Result.Trained(
          trained, sets.stream().map(set -> trained.classifier().loss(set)).toList());
    } catch (RefusedDataException e) {
      return new Result.Refused(String.valueOf(e.getMessage()));
    } catch (CancellationException e) {
      return new Result.Stopped();
    } catch (RuntimeException e) {
      LOG.error("training job {} cannot go on", job.ids().job(), e);
      return new Result.Refused(BROKEN);
    }
  }

  /** The job at its end; its output and its model are there before. */
  TrainingJob ended(TrainingJob job, Result result, CustomModels models) {
    if (result instanceof Result.Trained trained) {
      return completed(job, trained, models);
    }
    if (result instanceof Result.Refused refused) {
      return failed(job, refused.message());
    }
    if (result instanceof Result.Doomed doomed) {
      return failed(job, doomed.message());
    }
    if (result instanceof Result.Stopped) {
      return job.with(new TrainingJob.Standing(TrainingStatus.STOPPED, clock.instant()));
    }
    throw new AssertionError(result);
  }

  /** The job where its end cannot be written as it is. */
  TrainingJob broken(TrainingJob job) {
    return failed(job, BROKEN);
  }

  private TrainingJob completed(TrainingJob job, Result.Trained trained, CustomModels models) {
    ClassifierTraining.Trained training = trained.training();
    new TrainingOutput(objects).write(job, training.losses(), trained.validation());
    TrainingJob done =
        job.with(new TrainingMetrics(training.loss(), trained.validation()))
            .with(new TrainingJob.Standing(TrainingStatus.COMPLETED, clock.instant()));
    models.put(new CustomModel(done, done.standing().since()), training.classifier());
    return done;
  }

  private TrainingJob failed(TrainingJob job, String why) {
    return job.with(
        new TrainingJob.Standing(TrainingStatus.FAILED, clock.instant(), Optional.of(why)));
  }
}

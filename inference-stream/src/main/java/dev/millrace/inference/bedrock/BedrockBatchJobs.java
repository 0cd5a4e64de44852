package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.platform.aws.LinesBody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CreateModelInvocationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.S3InputFormat;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Batch jobs of Amazon Bedrock, with their files in Amazon S3: {@code PREFIX/TOKEN/input.jsonl},
 * and what Bedrock writes under {@code PREFIX/TOKEN/output/}.
 *
 * <p>Messages of the endpoint are not passed on, because they may quote the input.
 */
public final class BedrockBatchJobs implements BatchJobs {

  private static final String INPUT = "input.jsonl";
  private static final String LINES = "application/x-ndjson";

  /** Bedrock's own shortest time for a job. */
  private static final int TIMEOUT_HOURS = 24;

  private static final int NOT_FOUND = 404;

  /** Less than all the while that a file may take. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static final Set<ModelInvocationJobStatus> ANSWERED =
      EnumSet.of(ModelInvocationJobStatus.COMPLETED, ModelInvocationJobStatus.PARTIALLY_COMPLETED);

  /** Whatever else the endpoint may say one day, the job goes on by it. */
  private static final Set<ModelInvocationJobStatus> OVER =
      EnumSet.of(
          ModelInvocationJobStatus.FAILED,
          ModelInvocationJobStatus.STOPPED,
          ModelInvocationJobStatus.EXPIRED);

  private final BedrockClient bedrock;
  private final S3Client s3;
  private final BatchPlace place;

  /** Owns the clients and closes them. */
  public BedrockBatchJobs(BedrockClient bedrock, S3Client s3, BatchPlace place) {
    this.bedrock = bedrock;
    this.s3 = s3;
    this.place = place;
  }

  @Override
  public boolean hasInput(BatchOrder order) {
    return asked(
        "the input of a batch job cannot be looked for",
        () -> {
          try {
            s3.headObject(
                head ->
                    head.bucket(place.bucket())
                        .key(inputKey(order))
                        .overrideConfiguration(call -> call.apiCallTimeout(SHORT)));
            return true;
          } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public void putInput(BatchOrder order, List<ModelCall> records) {
    List<byte[]> lines = BatchLines.input(records);
    var unused =
        asked(
            "the input of a batch job cannot be written",
            () ->
                s3.putObject(
                    put -> put.bucket(place.bucket()).key(inputKey(order)).contentType(LINES),
                    LinesBody.of(lines, LINES)));
  }

  @Override
  public void removeInput(BatchOrder order) {
    var unused =
        asked(
            "the input of a batch job cannot be removed",
            () ->
                s3.deleteObject(
                    delete ->
                        delete
                            .bucket(place.bucket())
                            .key(inputKey(order))
                            .overrideConfiguration(call -> call.apiCallTimeout(SHORT))));
  }

  @Override
  public String create(BatchOrder order) {
    return asked(
        "a batch job cannot be created",
        () -> {
          try {
            return bedrock.createModelInvocationJob(request(order)).jobArn();
          } catch (ConflictException e) {
            return listed(order).orElseThrow(() -> e);
          }
        });
  }

  @Override
  public Optional<String> named(BatchOrder order) {
    return asked("batch jobs cannot be listed", () -> listed(order));
  }

  private Optional<String> listed(BatchOrder order) {
    return bedrock
        .listModelInvocationJobs(list -> list.nameContains(order.jobName()))
        .invocationJobSummaries()
        .stream()
        .filter(job -> job.jobName().equals(order.jobName()))
        .findFirst()
        .map(ModelInvocationJobSummary::jobArn);
  }

  @Override
  public JobState find(String jobArn) {
    return asked(
        "a batch job cannot be looked at",
        () -> {
          try {
            GetModelInvocationJobResponse job =
                bedrock.getModelInvocationJob(get -> get.jobIdentifier(jobArn));
            return new JobState(
                phase(job.status()),
                String.valueOf(job.statusAsString()),
                Optional.ofNullable(job.submitTime()));
          } catch (ResourceNotFoundException e) {
            return new JobState(Phase.UNKNOWN, "unknown to the endpoint", Optional.empty());
          }
        });
  }

  private static Phase phase(ModelInvocationJobStatus status) {
    if (ANSWERED.contains(status)) {
      return Phase.ANSWERED;
    }
    return OVER.contains(status) ? Phase.OVER : Phase.UNDER_WAY;
  }

  @Override
  public void stop(String jobArn) {
    var unused =
        asked(
            "a batch job cannot be stopped",
            () -> {
              try {
                return bedrock.stopModelInvocationJob(stop -> stop.jobIdentifier(jobArn));
              } catch (ConflictException | ResourceNotFoundException e) {
                // It has ended by itself meanwhile.
                return e;
              }
            });
  }

  @Override
  public boolean read(BatchOrder order, String jobArn, BiConsumer<Integer, CallResult> to) {
    String jobId = jobArn.substring(jobArn.lastIndexOf('/') + 1);
    String key = folder(order) + "output/" + jobId + "/" + INPUT + ".out";
    String what = "the output of a batch job cannot be read";
    return asked(
        what,
        () -> {
          try (ResponseInputStream<GetObjectResponse> object =
                  s3.getObject(get -> get.bucket(place.bucket()).key(key));
              BufferedReader lines = new BufferedReader(new InputStreamReader(object, UTF_8))) {
            BatchLines.output(lines, order.form(), jobId, to);
            return true;
          } catch (NoSuchKeyException e) {
            return false;
          } catch (IOException e) {
            throw new BatchJobsException(Reason.UNHEARD, what + ": it breaks off", e);
          }
        });
  }

  @Override
  public void close() {
    bedrock.close();
    s3.close();
  }

  private CreateModelInvocationJobRequest request(BatchOrder order) {
    return CreateModelInvocationJobRequest.builder()
        .jobName(order.jobName())
        .clientRequestToken(order.token())
        .modelId(order.route().modelId())
        .roleArn(place.roleArn())
        .modelInvocationType(type(order.form()))
        .timeoutDurationInHours(TIMEOUT_HOURS)
        .inputDataConfig(
            input ->
                input.s3InputDataConfig(
                    where -> where.s3Uri(uri(inputKey(order))).s3InputFormat(S3InputFormat.JSONL)))
        .outputDataConfig(
            output ->
                output.s3OutputDataConfig(where -> where.s3Uri(uri(folder(order) + "output/"))))
        .build();
  }

  private static ModelInvocationType type(RecordForm form) {
    return switch (form) {
      case CONVERSE -> ModelInvocationType.CONVERSE;
      case INVOKE_MODEL -> ModelInvocationType.INVOKE_MODEL;
    };
  }

  private String folder(BatchOrder order) {
    return place.prefix() + "/" + order.token() + "/";
  }

  private String inputKey(BatchOrder order) {
    return folder(order) + INPUT;
  }

  private String uri(String key) {
    return "s3://" + place.bucket() + "/" + key;
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw BatchFailures.of(what, e);
    }
  }
}

package dev.millrace.publisher;

import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.aws.AwsFailure;
import dev.millrace.platform.aws.BlockingClients;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.schemas.metrics.Metric;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;

/**
 * PutMetricData of CloudWatch.
 *
 * <p><i>Failure</i>: each call is one attempt; the job makes the next. What is wrong with the data
 * is refused; anything else that the endpoint says, wrong credentials as well, is put off.
 */
final class CloudWatchSink implements Sink {

  private static final Set<String> OF_THE_DATA =
      Set.of(
          "InvalidParameterValue",
          "InvalidParameterCombination",
          "InvalidFormat",
          "MissingParameter",
          "MissingRequiredParameter",
          "ValidationError",
          "RequestEntityTooLarge");

  private static final int TOO_LARGE = 413;

  private final CloudWatchClient client;

  CloudWatchSink(AwsConnection aws, Optional<URI> endpoint) {
    this.client = BlockingClients.control(CloudWatchClient.builder(), aws, endpoint);
  }

  @Override
  public Outcome send(List<Datum> data) {
    try {
      client.putMetricData(
          PutMetricDataRequest.builder()
              .namespace(Metric.NAMESPACE)
              .metricData(data.stream().map(CloudWatchSink::datum).toList())
              .build());
      return new Outcome.Sent();
    } catch (SdkException e) {
      AwsFailure failure = AwsFailure.of(e);
      if (isOfTheData(e)) {
        return new Outcome.Refused(failure.name());
      }
      return failure.kind() == AwsFailure.Kind.UNHEARD
          ? new Outcome.Unheard(failure.name())
          : new Outcome.PutOff(failure.name());
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static boolean isOfTheData(SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return false;
    }
    AwsErrorDetails details = service.awsErrorDetails();
    return service.statusCode() == TOO_LARGE
        || (details != null
            && details.errorCode() != null
            && OF_THE_DATA.contains(details.errorCode().replaceFirst("Exception$", "")));
  }

  private static MetricDatum datum(Datum datum) {
    return MetricDatum.builder()
        .metricName(datum.series().metric().cloudWatchName())
        .unit(datum.series().metric().unit().cloudWatchName())
        .timestamp(datum.at())
        .dimensions(
            datum.series().labels().entrySet().stream()
                .map(
                    label ->
                        Dimension.builder()
                            .name(label.getKey().cloudWatchName())
                            .value(label.getValue())
                            .build())
                .toList())
        .values(datum.counts().keySet())
        .counts(datum.counts().values().stream().map(Integer::doubleValue).toList())
        .build();
  }
}

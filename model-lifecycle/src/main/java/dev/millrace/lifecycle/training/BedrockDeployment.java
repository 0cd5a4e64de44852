package dev.millrace.lifecycle.training;

import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.platform.aws.AwsFailure;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.GetCustomModelDeploymentResponse;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;

/**
 * Deployments of custom models for calls on demand. A deployment has the name of its run, and is
 * called by its ARN.
 *
 * <p>The model itself stays when its deployment is taken away: it can be deployed again.
 */
public final class BedrockDeployment implements Deployment {

  /** In an ARN, before the id of a foundation model. */
  private static final String FOUNDATION = ":foundation-model/";

  private final BedrockClient bedrock;

  /** The caller closes the client. */
  public BedrockDeployment(BedrockClient bedrock) {
    this.bedrock = bedrock;
  }

  @Override
  public DeploymentState begin(DeploymentOrder order) {
    DeploymentState known = poll(order.run());
    return known instanceof DeploymentState.Absent ? begun(() -> created(order)) : known;
  }

  @Override
  public DeploymentState poll(Run run) {
    return heard(
        () -> {
          try {
            return state(
                bedrock.getCustomModelDeployment(
                    one -> one.customModelDeploymentIdentifier(run.name())));
          } catch (ResourceNotFoundException e) {
            return new DeploymentState.Absent();
          }
        });
  }

  @Override
  public DeploymentState delete(Run run) {
    return heard(
        () -> {
          try {
            bedrock.deleteCustomModelDeployment(
                one -> one.customModelDeploymentIdentifier(run.name()));
          } catch (ResourceNotFoundException e) {
            return new DeploymentState.Absent();
          } catch (ConflictException e) {
            // Under way in another direction: the next question tells.
            return poll(run);
          }
          return poll(run);
        });
  }

  private DeploymentState created(DeploymentOrder order) {
    try {
      bedrock.createCustomModelDeployment(
          one ->
              one.modelDeploymentName(order.run().name())
                  .modelArn(order.artifact())
                  .clientRequestToken(order.run().token(Run.Step.DEPLOYMENT)));
    } catch (ResourceNotFoundException e) {
      return new DeploymentState.Failed(
          "Bedrock does not have the model " + order.artifact() + " any more", Retry.IN_VAIN);
    }
    return new DeploymentState.Creating();
  }

  private DeploymentState state(GetCustomModelDeploymentResponse deployment) {
    return switch (deployment.status()) {
      case CREATING, UNKNOWN_TO_SDK_VERSION -> new DeploymentState.Creating();
      case ACTIVE ->
          new DeploymentState.Active(
              deployment.customModelDeploymentArn(), base(deployment.modelArn()));
      case FAILED ->
          new DeploymentState.Failed(Told.of(deployment.failureMessage()), Retry.MAY_HELP);
    };
  }

  /** Calls on demand are charged by tokens, as the foundation model that training began with. */
  private Optional<String> base(String modelArn) {
    @Nullable String base;
    try {
      base = bedrock.getCustomModel(one -> one.modelIdentifier(modelArn)).baseModelArn();
    } catch (ResourceNotFoundException e) {
      // It is deployed, although nobody can tell any more what it was made of.
      return Optional.empty();
    }
    int at = base == null ? -1 : base.indexOf(FOUNDATION);
    return at < 0 ? Optional.empty() : Optional.of(base.substring(at + FOUNDATION.length()));
  }

  /** A question that is refused may be allowed later, and what it is about goes on meanwhile. */
  static DeploymentState heard(Supplier<DeploymentState> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      return unheard(AwsFailure.of(e));
    }
  }

  static DeploymentState begun(Supplier<DeploymentState> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      AwsFailure failure = AwsFailure.of(e);
      return failure.kind() == AwsFailure.Kind.REFUSED
          ? new DeploymentState.Failed(
              "Bedrock refuses the deployment: " + failure.name(), Retry.IN_VAIN)
          : unheard(failure);
    }
  }

  private static DeploymentState unheard(AwsFailure failure) {
    return new DeploymentState.Unheard("Bedrock does not tell: " + failure.name());
  }
}

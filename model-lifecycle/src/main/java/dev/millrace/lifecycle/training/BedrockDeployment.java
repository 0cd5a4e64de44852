package dev.millrace.lifecycle.training;

import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.platform.aws.AwsFailure;
import java.util.function.Supplier;
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

  private final BedrockClient bedrock;

  /** The caller closes the client. */
  public BedrockDeployment(BedrockClient bedrock) {
    this.bedrock = bedrock;
  }

  @Override
  public DeploymentState begin(DeploymentOrder order) {
    DeploymentState known = poll(order);
    return known instanceof DeploymentState.Absent ? begun(() -> created(order)) : known;
  }

  @Override
  public DeploymentState poll(DeploymentOrder order) {
    return heard(
        () -> {
          try {
            return state(
                bedrock.getCustomModelDeployment(
                    one -> one.customModelDeploymentIdentifier(order.run().name())));
          } catch (ResourceNotFoundException e) {
            return new DeploymentState.Absent();
          }
        });
  }

  @Override
  public DeploymentState delete(DeploymentOrder order) {
    return heard(
        () -> {
          try {
            bedrock.deleteCustomModelDeployment(
                one -> one.customModelDeploymentIdentifier(order.run().name()));
          } catch (ResourceNotFoundException e) {
            return new DeploymentState.Absent();
          } catch (ConflictException e) {
            // Under way in another direction: the next question tells.
            return poll(order);
          }
          return poll(order);
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

  private static DeploymentState state(GetCustomModelDeploymentResponse deployment) {
    return switch (deployment.status()) {
      case CREATING, UNKNOWN_TO_SDK_VERSION -> new DeploymentState.Creating();
      case ACTIVE -> new DeploymentState.Active(deployment.customModelDeploymentArn());
      case FAILED ->
          new DeploymentState.Failed(Told.of(deployment.failureMessage()), Retry.MAY_HELP);
    };
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

package dev.millrace.lifecycle.training;

import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import java.util.Optional;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GetModelImportJobResponse;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;

/**
 * Models that were trained elsewhere, imported into Bedrock: a job copies the artifact from S3, and
 * the model that it makes is called by its ARN. Job and model have the name of the run.
 *
 * <p>What was deleted is not imported again under the same name: that is the next attempt's.
 */
public final class ImportedDeployment implements Deployment {

  private final BedrockClient bedrock;
  private final String roleArn;

  /**
   * The caller closes the client.
   *
   * @param roleArn in which Bedrock reads the artifact
   */
  public ImportedDeployment(BedrockClient bedrock, String roleArn) {
    this.bedrock = bedrock;
    this.roleArn = roleArn;
  }

  @Override
  public DeploymentState begin(DeploymentOrder order) {
    DeploymentState known = poll(order.run());
    return known instanceof DeploymentState.Absent
        ? BedrockDeployment.begun(() -> created(order))
        : known;
  }

  @Override
  public DeploymentState poll(Run run) {
    return BedrockDeployment.heard(
        () -> {
          try {
            return new DeploymentState.Active(
                bedrock.getImportedModel(one -> one.modelIdentifier(run.name())).modelArn(),
                // Charged by the minutes that copies of it are there, not by tokens.
                Optional.empty());
          } catch (ResourceNotFoundException e) {
            return job(run);
          }
        });
  }

  @Override
  public DeploymentState delete(Run run) {
    return BedrockDeployment.heard(
        () -> {
          try {
            bedrock.deleteImportedModel(one -> one.modelIdentifier(run.name()));
          } catch (ResourceNotFoundException e) {
            // A job that is still at work makes one; one that has failed has left none.
            DeploymentState state = poll(run);
            return state instanceof DeploymentState.Failed ? new DeploymentState.Absent() : state;
          }
          return poll(run);
        });
  }

  private DeploymentState job(Run run) {
    GetModelImportJobResponse job;
    try {
      job = bedrock.getModelImportJob(one -> one.jobIdentifier(run.name()));
    } catch (ResourceNotFoundException e) {
      return new DeploymentState.Absent();
    }
    return switch (job.status()) {
      case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> new DeploymentState.Creating();
      case FAILED -> new DeploymentState.Failed(Told.of(job.failureMessage()), Retry.MAY_HELP);
      // Its model was deleted.
      case COMPLETED -> new DeploymentState.Absent();
    };
  }

  private DeploymentState created(DeploymentOrder order) {
    bedrock.createModelImportJob(
        one ->
            one.jobName(order.run().name())
                .importedModelName(order.run().name())
                .roleArn(roleArn)
                .modelDataSource(source -> source.s3DataSource(at -> at.s3Uri(order.artifact())))
                .clientRequestToken(order.run().token(Run.Step.DEPLOYMENT)));
    return new DeploymentState.Creating();
  }
}

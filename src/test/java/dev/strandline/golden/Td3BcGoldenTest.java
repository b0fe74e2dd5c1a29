package dev.strandline.golden;

import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.golden.Td3Replay.Hyperparameters;
import dev.strandline.golden.Td3Replay.Losses;
import dev.strandline.golden.Td3Replay.Subject;
import dev.strandline.offline.Learner;
import dev.strandline.offline.Minibatch;
import dev.strandline.offline.Td3Bc;
import dev.strandline.tensor.Network;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class Td3BcGoldenTest {

  @Test
  void everyNumberEqualsTheAuthorsInFloat64() throws IOException {
    Td3Replay.everyNumber(Claim.TD3_BC, Td3BcGoldenTest::learner);
  }

  @Test
  void lossesEqualTheAuthorsInFloat32() throws IOException {
    Td3Replay.losses(Claim.TD3_BC, Td3BcGoldenTest::learner);
  }

  private static Subject learner(GoldenFile file, Hyperparameters h, Learner.Setup setup) {
    return new Replayed(
        new Td3Bc.Config(
                h.number("alpha"),
                h.number("discount"),
                h.number("tau"),
                h.number("policy_noise") / h.bound(),
                h.number("noise_clip") / h.bound(),
                (int) h.number("policy_freq"),
                h.actorRate(),
                h.criticRate(),
                h.hidden(),
                h.batch())
            .learner(setup));
  }

  private record Replayed(Td3Bc learner) implements Subject {
    @Override
    public Network actor() {
      return learner.actor();
    }

    @Override
    public Network actorTarget() {
      return learner.actorTarget();
    }

    @Override
    public Network critic(int i) {
      return learner.critic(i);
    }

    @Override
    public Network criticTarget(int i) {
      return learner.criticTarget(i);
    }

    @Override
    public Losses update(Minibatch batch, Td3Replay replay) {
      Td3Bc.Losses losses = learner.update(batch);
      return new Losses(losses.critic(), losses.actor(), losses.lambda(), losses.imitation());
    }
  }
}

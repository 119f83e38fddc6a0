import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineOfFile } from '../support/engine-of-file.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  apiVersion,
  connectTo,
  getResponse,
  getText,
  postJson,
  testFolder,
  testSshd,
} from '../support/ssh-rig.ts';

const engine = engineOfFile();

const NO_STREAM_LOCAL = { AllowStreamLocalForwarding: 'no' };
const NO_TCP = { AllowTcpForwarding: 'no' };

describe('the socket on the server', () => {
  it('works for a member of its group', async () => {
    expect((await stat(engine.socketPath)).mode & 0o777).toBe(0o660);
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      users: [{ name: 'deployer', groups: ['docker'] }],
    });
    const connection = await connectTo(sshd, { user: 'deployer' });
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines).toEqual([`Connected to deployer@127.0.0.1:${sshd.port}`]);
  });

  it.each([
    ['forwarding', {}],
    ['no forwarding', NO_STREAM_LOCAL],
  ])('says who may use it when the user may not, with %s', async (_name, settings) => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, users: [{ name: 'deployer' }], settings });
    expect(await refusalOf(() => connectTo(sshd, { user: 'deployer' }))).toBe(
      `deployer@127.0.0.1:${sshd.port} may not use the Docker socket /var/run/docker.sock: it belongs to root:docker (mode 660), ` +
        'and deployer is only in the groups: deployer. Run on the server: sudo usermod -aG docker deployer (who may use ' +
        'the socket is as powerful as root)',
    );
  });

  it('says that it is missing', async () => {
    const sshd = await testSshd({ engineSocket: join(await testFolder(), 'none.sock') });
    expect(await refusalOf(() => connectTo(sshd))).toBe(
      `root@127.0.0.1:${sshd.port} has no Docker socket at /var/run/docker.sock, as far as root can see. Check that Docker runs ` +
        'there (systemctl status docker). If its socket stands elsewhere, write the path behind the host, as ' +
        `ssh://root@127.0.0.1:${sshd.port}/path/of/docker.sock`,
    );
  });

  it('says that the path is something else', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    expect(await refusalOf(() => connectTo(sshd, { socketPath: '/etc/passwd' }))).toBe(
      `/etc/passwd on root@127.0.0.1:${sshd.port} is not a socket. Write the path of the engine's socket behind the host, as ssh://root@127.0.0.1:${sshd.port}/var/run/docker.sock`,
    );
  });

  it('is found at another path', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    expect(await apiVersion((await connectTo(sshd, { socketPath: engine.socketPath })).agent)).toMatch(
      /^1\./,
    );
  });

  it('is asked about in any login shell that reads a script', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      users: [{ name: 'deployer', shell: '/bin/dash' }],
    });
    expect(await refusalOf(() => connectTo(sshd, { user: 'deployer' }))).toContain(
      'sudo usermod -aG docker deployer',
    );
  });
});

describe('docker system dial-stdio', () => {
  it.each([
    ['socket forwarding', NO_STREAM_LOCAL],
    ['TCP forwarding', NO_TCP],
  ])('takes over when the server forbids %s', async (_name, settings) => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings });
    const connection = await connectTo(sshd);
    expect(connection.lines.slice(1)).toEqual([
      `root@127.0.0.1:${sshd.port} does not forward /var/run/docker.sock; using docker system dial-stdio instead`,
    ]);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(await sshd.connections()).toBe(1);
  });

  it('answers fifty calls at once within the ten sessions a server allows', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings: NO_STREAM_LOCAL });
    const { agent } = await connectTo(sshd);
    const versions = await Promise.all(Array.from({ length: 50 }, () => apiVersion(agent)));
    expect(new Set(versions).size).toBe(1);
    const sessions = (await sshd.log()).match(/Starting session: command .*/g) ?? [];
    expect(sessions.filter((line) => line.includes('command'))).toHaveLength(1 + 8);
  });

  it('is told another socket path', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings: NO_STREAM_LOCAL });
    const connection = await connectTo(sshd, { socketPath: engine.socketPath });
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines[1]).toContain(
      `using docker --host unix://${engine.socketPath} system dial-stdio instead`,
    );
  });

  it('says that there is no docker command either', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      settings: NO_STREAM_LOCAL,
      withoutDockerCommand: true,
    });
    const words = await refusalOf(() => connectTo(sshd));
    expect(words).toContain('forbids socket forwarding, and has no docker command to go round it');
    expect(words).toContain('command not found');
    expect(words).toContain(
      'Either allow forwarding: AllowStreamLocalForwarding and AllowTcpForwarding in sshd_config must not be no',
    );
  });

  it('is not needed where there is no docker command', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, withoutDockerCommand: true });
    expect(await apiVersion((await connectTo(sshd)).agent)).toMatch(/^1\./);
  });

  it('says that the engine does not run', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      settings: { ...NO_STREAM_LOCAL, SetEnv: 'DOCKER_HOST=unix:///run/dead.sock' },
    });
    const words = await refusalOf(() => connectTo(sshd));
    expect(words).toMatch(/docker system dial-stdio failed on root@127\.0\.0\.1:\d+ with exit code 1: /);
    expect(words).toContain('dial unix /run/dead.sock: connect: no such file or directory');
    expect(words).toContain('Check that Docker runs there: systemctl status docker');
  });

  it('says that the server opens no sessions', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      settings: { ...NO_STREAM_LOCAL, MaxSessions: '0' },
    });
    expect(await refusalOf(() => connectTo(sshd))).toContain(
      'opened no session for docker system dial-stdio: Channel open failure: open failed. MaxSessions in sshd_config',
    );
  });

  it('names a login shell that answers in its place', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      settings: NO_STREAM_LOCAL,
      users: [{ name: 'deployer', groups: ['docker'], shell: '/usr/sbin/nologin' }],
    });
    expect(await refusalOf(() => connectTo(sshd, { user: 'deployer' }))).toContain(
      'answered "This account is currently not available." instead of running docker system dial-stdio. The login shell',
    );
  });

  it('names a forced command that answers nothing', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      settings: NO_STREAM_LOCAL,
      keyOptions: 'command="true"',
    });
    expect(await refusalOf(() => connectTo(sshd))).toContain(
      'answered "" instead of running docker system dial-stdio',
    );
  });
});

describe('a connection that works', () => {
  it.each([
    ['forwarding', {}],
    ['dial-stdio', NO_STREAM_LOCAL],
  ])('carries large bodies both ways unchanged, by %s', async (_name, settings) => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings });
    const { agent } = await connectTo(sshd);
    const data = Buffer.from(Array.from({ length: 450_000 }, (_, index) => index % 251)).toString('base64');
    const name = `large-${Object.keys(settings).length}`;
    const created = (await postJson(agent, '/configs/create', { Name: name, Labels: {}, Data: data })) as {
      readonly ID: string;
    };
    const config = JSON.parse(await getText(agent, `/configs/${created.ID}`)) as {
      readonly Spec: { readonly Data: string };
    };
    expect(config.Spec.Data === data).toBe(true);
  });

  it('opens no more than sixteen channels for a hundred calls, on one connection', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const { agent } = await connectTo(sshd);
    for (let burst = 0; burst < 2; burst++) {
      await Promise.all(Array.from({ length: 100 }, () => apiVersion(agent)));
    }
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(16);
    expect(await sshd.connections()).toBe(1);
  });

  it('streams events and ends them when the reader goes away', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const { agent } = await connectTo(sshd);
    const events = await getResponse(agent, '/events');
    expect(events.statusCode).toBe(200);
    events.destroy();
    expect(await apiVersion(agent)).toMatch(/^1\./);
  });

  it('is closed in a moment, with a stream still open', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const connection = await connectTo(sshd);
    const events = await getResponse(connection.agent, '/events');
    const ended = new Promise((resolve) => events.once('close', resolve));
    const start = performance.now();
    await connection.close();
    await ended;
    expect(performance.now() - start).toBeLessThan(1000);
    await expect(apiVersion(connection.agent)).rejects.toThrow('The connection to the engine was closed');
  });
});

import { Controller, Get, HttpException, Inject } from '@nestjs/common';

import type { Installation } from '#operations';

/** For load balancers: alive is this process, ready is its database too. */
@Controller()
export class HealthController {
  static readonly INSTALLATION = Symbol('installation');

  constructor(@Inject(HealthController.INSTALLATION) private readonly installation: Installation) {}

  @Get('health')
  health(): { readonly status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ readonly status: string }> {
    try {
      await this.installation.context.database.snapshot((session) => session.rows`select 1 as one`);
      return { status: 'ok' };
    } catch {
      throw new HttpException({ status: 'the database does not answer' }, 503);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// emulator.mjs - an RP2040 in rp2040js, with its flash filled from UF2 as the package uf2 reads it.
// Prints what the program writes to UART0, up to the end of the first line.
//
//     node emulator.mjs MODULES ROM FILE.uf2...         files
//     node emulator.mjs MODULES ROM --drive DIR COUNT   takes so many from a folder that stands for
//                                                       its drive, which goes away after each
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [modules, romFile, ...rest] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, 'index.js'));
const { Simulator } = require('rp2040js');
const { decodeBlock, familyMap } = require('uf2');

const FLASH = 0x10000000;
const simulator = new Simulator();

// What the program does that no chip knows is the end of it.
function complain(component, message) {
  console.error(`${component}: ${message}; PC 0x${simulator.rp2040.core.PC.toString(16)}`);
  process.exit(1);
}
simulator.rp2040.logger = { debug() {}, info() {}, warn: complain, error: complain };

function load(data) {
  const seen = new Set();
  for (let at = 0; at < data.length; at += 512) {
    const block = decodeBlock(data.subarray(at, at + 512));
    if (familyMap.get(block.boardFamily) !== 'Raspberry Pi RP2040' || block.payload.length !== 256) {
      throw new Error(`the block at ${at} is not for an RP2040`);
    }
    seen.add(block.blockNumber);
    simulator.rp2040.flash.set(block.payload, block.flashAddress - FLASH);
    if (at + 512 === data.length && seen.size !== block.totalBlocks) {
      throw new Error('blocks are missing');
    }
  }
}

// As the maker's drive does, take files until each is whole, and go away.
async function serve(folder, count) {
  const info = path.join(folder, 'INFO_UF2.TXT');
  while (count > 0) {
    if (!fs.existsSync(info)) {
      fs.writeFileSync(info + '.new', 'UF2 Bootloader v3.0\r\nBoard-ID: RPI-RP2\r\n');
      fs.renameSync(info + '.new', info);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const name of fs.readdirSync(folder).filter((name) => !name.startsWith('INFO_UF2'))) {
      const data = fs.readFileSync(path.join(folder, name));
      if (data.length >= 512 && data.length === 512 * decodeBlock(data.subarray(0, 512)).totalBlocks) {
        load(data);
        fs.unlinkSync(info);
        fs.unlinkSync(path.join(folder, name));
        await new Promise((resolve) => setTimeout(resolve, 500));
        count--;
      }
    }
  }
}

const rom = fs.readFileSync(romFile);
const words = new Uint32Array(4096);
rom.forEach((byte, at) => (words[at >> 2] |= byte << (8 * (at & 3))));
simulator.rp2040.loadBootrom(words); // which erases the flash
if (rest[0] === '--drive') {
  await serve(rest[1], Number(rest[2]));
} else {
  rest.forEach((file) => load(fs.readFileSync(file)));
}
simulator.rp2040.uart[0].onByte = (byte) => {
  process.stdout.write(String.fromCharCode(byte));
  if (byte === 10) {
    simulator.stop();
    process.exit(0);
  }
};
setTimeout(() => {
  console.error(`nothing more after 20 s; PC 0x${simulator.rp2040.core.PC.toString(16)}`);
  process.exit(1);
}, 20000);
simulator.execute();
